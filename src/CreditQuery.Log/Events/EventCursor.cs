using System.Text;

namespace CreditQuery.Log.Events;

/// <summary>A place in the log between two events: what the next event must continue.</summary>
/// <remarks>Not thread-safe. Proves density, chain and the order of time for each event it passes.</remarks>
internal sealed class EventCursor(LogHead start) : IDisposable
{
    private readonly ChainHash _hash = new();
    private byte[] _authorBytes = [];
    private string _author = "";
    private long _recordedAtMs = start.RecordedAt.ToUnixTimeMilliseconds();

    /// <summary>Revision of the last event passed.</summary>
    public ulong Revision { get; private set; } = start.Revision;

    /// <summary>Chain value after the last event passed.</summary>
    public ChainValue Chain { get; private set; } = start.Chain;

    /// <summary>The place as the head of a log.</summary>
    public LogHead ToHead() => new(Revision, Chain, DateTimeOffset.FromUnixTimeMilliseconds(_recordedAtMs));

    /// <summary>Reads an event and steps over it.</summary>
    /// <param name="raw">A serialized ChangeEvent; the event refers to it.</param>
    /// <param name="next">The event, if there was no fault.</param>
    /// <returns>What is wrong with the event; null if it continues the log.</returns>
    /// <exception cref="UpgradeNeededException">The event has a higher format.</exception>
    public string? TryPass(ReadOnlyMemory<byte> raw, out ChangeLogEvent next)
    {
        next = default;
        if (!EventCodec.TryRead(raw.Span, out var fields))
        {
            return "the bytes are no change event";
        }

        if (fields.Format > EventCodec.Format)
        {
            throw new UpgradeNeededException($"Revision {Revision + 1} of the change log", fields.Format, EventCodec.Format);
        }

        if (fields.Revision != Revision + 1)
        {
            return $"revision {fields.Revision} stands there";
        }

        var previous = ChainValue.FromBytes(fields.PreviousChain);
        var isOther = previous != Chain && !LogFailpoints.IgnoresChains;
        if (isOther || fields.RecordedAtMs < _recordedAtMs)
        {
            return isOther ? "the event continues another history" : "the event is older than the one before it";
        }

        Step(fields, raw, out next);
        return null;
    }

    public void Dispose() => _hash.Dispose();

    private void Step(in EventFields fields, ReadOnlyMemory<byte> raw, out ChangeLogEvent next)
    {
        var id = ChangeId.FromBytes(fields.ChangeId);
        var previous = Chain;
        Chain = _hash.Next(previous, fields.Revision, fields.RecordedAtMs, id, fields.Payload);
        Revision = fields.Revision;
        _recordedAtMs = fields.RecordedAtMs;
        next = new ChangeLogEvent
        {
            Revision = fields.Revision,
            RecordedAtMs = fields.RecordedAtMs,
            ChangeId = id,
            Author = DecodeAuthor(fields.Author),
            PreviousChain = previous,
            Chain = Chain,
            Payload = raw.Slice(fields.PayloadOffset, fields.Payload.Length),
            Raw = raw,
        };
    }

    // Neighbouring events mostly have one author: its string is made once.
    private string DecodeAuthor(ReadOnlySpan<byte> author)
    {
        if (!author.SequenceEqual(_authorBytes))
        {
            _authorBytes = author.ToArray();
            _author = Encoding.UTF8.GetString(author);
        }

        return _author;
    }
}
