namespace CreditQuery.Index;

/// <summary>One event of the change log as the index applies it: density and chain are verified by whoever read it.</summary>
public readonly struct LoggedEvent
{
    /// <summary>Revision, dense from 1.</summary>
    public required ulong Revision { get; init; }

    /// <summary>When it was recorded: milliseconds since the Unix epoch, never falling.</summary>
    public required long RecordedAtMs { get; init; }

    /// <summary>The writer's id of the change set: a ULID as a number, most significant bits first.</summary>
    public required UInt128 ChangeId { get; init; }

    /// <summary>Chain value after this event, 20 bytes; copied.</summary>
    public required ReadOnlyMemory<byte> Chain { get; init; }

    /// <summary>A serialized <c>creditquery.log.v1.ChangeSet</c>; read during the call only.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt => DateTimeOffset.FromUnixTimeMilliseconds(RecordedAtMs);
}
