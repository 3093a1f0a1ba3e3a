namespace CreditQuery.Log.Redis;

/// <summary>The last event this process knows of, and the signal that there is a newer one.</summary>
/// <remarks>Thread-safe. It rises with receipts, reads and polls; only a poll lets it fall, when the log lost its end.</remarks>
internal sealed class KnownHead
{
    private readonly Lock _gate = new();
    private LogHead _head;
    private ulong _oldest = 1;

    /// <summary>The head.</summary>
    public LogHead Head
    {
        get
        {
            lock (_gate)
            {
                return _head;
            }
        }
    }

    /// <summary>The oldest revision that can be read.</summary>
    public ulong Oldest
    {
        get
        {
            lock (_gate)
            {
                return _oldest;
            }
        }
    }

    /// <summary>Notes an event that stands in the log.</summary>
    /// <returns>Whether it is newer than all known.</returns>
    public bool Raise(in LogHead head)
    {
        lock (_gate)
        {
            if (head.Revision <= _head.Revision)
            {
                return false;
            }

            _head = head;
            return true;
        }
    }

    /// <summary>Notes what a poll told.</summary>
    /// <param name="before">The revision known when the poll was sent: what was noted since is newer than the poll.</param>
    /// <param name="reply">The answer.</param>
    /// <returns>Whether the head is another one now.</returns>
    public bool Polled(ulong before, in HeadReply reply)
    {
        lock (_gate)
        {
            _oldest = reply.Oldest;
            if (reply.Head.Revision < _head.Revision && _head.Revision > before)
            {
                return false;
            }

            var changed = _head != reply.Head;
            _head = reply.Head;
            return changed;
        }
    }

    /// <summary>Notes what trimming left.</summary>
    public void Trimmed(ulong oldest)
    {
        lock (_gate)
        {
            _oldest = Math.Max(_oldest, oldest);
        }
    }
}
