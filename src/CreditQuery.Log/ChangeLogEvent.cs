namespace CreditQuery.Log;

/// <summary>One event (变更事件) read from the change log: its density and chain are verified.</summary>
/// <remarks>
/// <see cref="Payload"/> and <see cref="Raw"/> lie in the reader's buffer: they hold until the next
/// <see cref="IChangeLogReader.WaitToReadAsync"/> of that reader; copy what must live longer.
/// </remarks>
public readonly struct ChangeLogEvent
{
    /// <summary>The event's revision, dense from 1.</summary>
    public required ulong Revision { get; init; }

    /// <summary>When it was recorded: milliseconds since the Unix epoch, never falling.</summary>
    public required long RecordedAtMs { get; init; }

    /// <summary>The writer's id of the change set.</summary>
    public required ChangeId ChangeId { get; init; }

    /// <summary>Who changed; never empty.</summary>
    public required string Author { get; init; }

    /// <summary>Chain value of the event before.</summary>
    public required ChainValue PreviousChain { get; init; }

    /// <summary>Chain value after this event.</summary>
    public required ChainValue Chain { get; init; }

    /// <summary>A serialized <c>creditquery.log.v1.ChangeSet</c>, at most 1 MiB.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The event as it stands in the log: a serialized <c>creditquery.log.v1.ChangeEvent</c>.</summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>When it was recorded (UTC, milliseconds).</summary>
    public DateTimeOffset RecordedAt => DateTimeOffset.FromUnixTimeMilliseconds(RecordedAtMs);

    /// <summary>The place after this event: what the next one continues.</summary>
    public LogHead Place => new(Revision, Chain, RecordedAt);
}
