namespace CreditQuery.Log.Redis;

/// <summary>Pushed events that a reader may take: one dense run, the newest.</summary>
/// <remarks>Thread-safe. Bounded: a reader that does not keep up finds it empty and reads the stream instead.</remarks>
internal sealed class PushBuffer
{
    private const int MaxEvents = 4_096;
    private const int MaxBytes = 8 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _run = new();
    private ulong _first;
    private int _bytes;

    /// <summary>Adds a pushed event if it continues the run; else a new run begins with it.</summary>
    /// <remarks>A revision inside the run is a repetition. Anything else may be a gap or nonsense: the next one decides.</remarks>
    public void Offer(ulong revision, byte[] raw)
    {
        lock (_gate)
        {
            if (_run.Count > 0 && revision >= _first && revision - _first < (ulong)_run.Count)
            {
                return;
            }

            if (_run.Count == 0 || revision - _first != (ulong)_run.Count || _run.Count >= MaxEvents || _bytes + raw.Length > MaxBytes)
            {
                _run.Clear();
                (_first, _bytes) = (revision, 0);
            }

            _run.Enqueue(raw);
            _bytes += raw.Length;
        }
    }

    /// <summary>Takes the events after a revision if the run holds the next one.</summary>
    /// <param name="position">The last revision known.</param>
    /// <param name="events">Receives them.</param>
    /// <returns>Whether there were any; if the run lies behind or ahead there are none.</returns>
    public bool TryTake(ulong position, List<byte[]> events)
    {
        lock (_gate)
        {
            while (_run.Count > 0 && _first <= position)
            {
                _bytes -= _run.Dequeue().Length;
                _first++;
            }

            if (_run.Count == 0 || _first != position + 1)
            {
                return false;
            }

            events.AddRange(_run);
            _first += (ulong)_run.Count;
            _bytes = 0;
            _run.Clear();
            return true;
        }
    }

    /// <summary>The revision that the run begins with, if the reader cannot take it yet: events before it are missing.</summary>
    public ulong? FirstAfter(ulong position)
    {
        lock (_gate)
        {
            return _run.Count > 0 && _first > position + 1 ? _first : null;
        }
    }

    /// <summary>Forgets the run, if it still begins there.</summary>
    public void DropFrom(ulong? first)
    {
        lock (_gate)
        {
            if (_first == first)
            {
                _run.Clear();
                _bytes = 0;
            }
        }
    }
}
