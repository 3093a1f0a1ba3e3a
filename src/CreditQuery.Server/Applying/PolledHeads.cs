namespace CreditQuery.Server.Applying;

/// <summary>The last polls of a shared log: how old an answer at a revision may be, and whether the log answers.</summary>
/// <remarks>Thread-safe; one caller adds. Empty while the log is this node's own (embedded): nothing is polled there. Reading allocates nothing.
/// Source: architecture, chapter 6; ADR 0017.</remarks>
internal sealed class PolledHeads
{
    // Eight seconds of polls: under load the applier is a poll or two behind the head, and an answer finds the newest one that it covers.
    private const int Most = 32;

    private volatile PolledHead[] _newestFirst = [];
    private volatile bool _isUnreachable;

    /// <summary>The log is polled.</summary>
    public bool IsOn => _newestFirst.Length > 0;

    /// <summary>The last poll failed.</summary>
    public bool IsUnreachable => _isUnreachable;

    /// <summary>The newest poll; null if there was none.</summary>
    public PolledHead? Newest => _newestFirst is [var newest, ..] ? newest : null;

    /// <summary>How old an answer at a revision is: the time since the sending of the newest poll whose head it covers.</summary>
    /// <param name="revision">Revision of the answer.</param>
    /// <param name="monotonicMs">Now.</param>
    /// <returns>Milliseconds, 0 or more.</returns>
    public long AgeMs(ulong revision, long monotonicMs)
    {
        var polls = _newestFirst;
        for (var i = 0; i < polls.Length - 1; i++)
        {
            if (polls[i].Revision <= revision)
            {
                return Math.Max(0, monotonicMs - polls[i].SentMs);
            }
        }

        // The oldest one kept is covered by whatever this node answers with.
        return Math.Max(0, monotonicMs - polls[^1].SentMs);
    }

    /// <summary>The last instant that the log had passed at the newest poll whose head is applied.</summary>
    /// <param name="applied">Revision applied.</param>
    /// <returns>Milliseconds since the Unix epoch: everything recorded before is applied. 0 if there is none.</returns>
    public long PassedMs(ulong applied)
    {
        foreach (ref readonly var poll in _newestFirst.AsSpan())
        {
            if (poll.Revision <= applied)
            {
                return poll.NotBeforeMs;
            }
        }

        return 0;
    }

    /// <summary>Forgets all polls: another log is opened, and before it is served its head is polled.</summary>
    /// <param name="first">What its first poll told; null for a log that is not polled.</param>
    public void Start(PolledHead? first)
    {
        _newestFirst = first is { } head ? [head] : [];
        _isUnreachable = false;
    }

    /// <summary>Adds a poll.</summary>
    /// <param name="poll">What it told.</param>
    /// <param name="applied">Revision applied when it was sent, or later.</param>
    public void Add(in PolledHead poll, ulong applied)
    {
        var polls = _newestFirst;
        _newestFirst = polls.Length < Most ? [poll, .. polls]
            : polls[^2].Revision <= applied ? [poll, .. polls.AsSpan(0, Most - 1)]

            // The applier is far behind: its last poll is kept, the newest ones give way.
            : [poll, .. polls.AsSpan(1)];
        _isUnreachable = false;
    }

    /// <summary>Notes that a poll failed.</summary>
    public void Fail() => _isUnreachable = true;
}
