using System.Collections.Concurrent;

namespace CreditQuery.Index.Apply;

/// <summary>The change ids of the last days with their first outcomes: a repeated change repeats nothing.</summary>
/// <remarks>Moves by the log's own time alone, so that it is the same on every node. One thread adds and forgets; any may look, also while a checkpoint is
/// taken, so that writers need not wait for it. Source: architecture, chapter 6.</remarks>
internal sealed class ChangeIdMemory(TimeSpan memory)
{
    /// <summary>How far an id may lie ahead of the log's time: writers' clocks differ.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<UInt128, FirstOutcome> _known = new();
    private readonly Queue<UInt128> _order = new();

    /// <summary>Ids remembered, in the order in which they were recorded.</summary>
    public IEnumerable<KeyValuePair<UInt128, FirstOutcome>> Known => _order.Select(id => KeyValuePair.Create(id, _known[id]));

    /// <summary>Number of ids remembered.</summary>
    public int Count => _order.Count;

    /// <summary>The instant in a ULID: milliseconds since the Unix epoch.</summary>
    public static long TimeOf(UInt128 changeId) => (long)(ulong)(changeId >> 80);

    /// <summary>Whether an id is too old to be told from a forgotten one, or lies too far ahead.</summary>
    public bool IsOutside(UInt128 changeId, long recordedAtMs)
    {
        var time = TimeOf(changeId);
        return time < recordedAtMs - (long)memory.TotalMilliseconds || time > recordedAtMs + (long)MaxAhead.TotalMilliseconds;
    }

    /// <summary>Finds what became of an id.</summary>
    /// <returns>Null if it is not known.</returns>
    public FirstOutcome? Find(UInt128 changeId) => IndexFailpoints.ForgetsIds ? null : _known.GetValueOrDefault(changeId);

    /// <summary>Remembers an id.</summary>
    public void Add(UInt128 changeId, FirstOutcome outcome)
    {
        if (IndexFailpoints.ForgetsIds)
        {
            return;
        }

        if (!_known.TryAdd(changeId, outcome))
        {
            throw new ArgumentException("The change id is known.", nameof(changeId));
        }

        _order.Enqueue(changeId);
    }

    /// <summary>Forgets the ids whose own time alone would refuse them by now.</summary>
    public void Forget(long recordedAtMs)
    {
        while (_order.TryPeek(out var oldest) && IsForgotten(oldest, recordedAtMs))
        {
            _known.TryRemove(_order.Dequeue(), out _);
        }
    }

    private bool IsForgotten(UInt128 changeId, long recordedAtMs) => TimeOf(changeId) < recordedAtMs - (long)memory.TotalMilliseconds;
}
