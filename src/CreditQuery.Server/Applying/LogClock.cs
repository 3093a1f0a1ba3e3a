using CreditQuery.Rules.Periods;

namespace CreditQuery.Server.Applying;

/// <summary>Log time, which never falls: the wall clock of an embedded node; with a shared log that log's clock at the last poll and the monotonic
/// time since. Neither is believed when it leaps.</summary>
/// <remarks>Thread-safe; allocates nothing. The civil day of checks is that of log time, so it never goes back either, and a leap of more
/// than seven days under a running node neither ends nor begins an entry before a caller's clock confirms it: until then log time goes on by
/// the monotonic clock. After a stop of more than seven days nothing contradicts the wall clock: checks use it, and say CLOCK_SUSPECT until
/// it is confirmed. A shared log's clock has a second one beside it, the wall clock:
/// where both agree, neither has leapt, and where they differ by more than 2 s answers say so. Source: architecture, chapter 7; ADR 0015 and 0017.</remarks>
internal sealed class LogClock
{
    /// <summary>How far the wall clock may fall behind before answers say so.</summary>
    public static readonly TimeSpan SuspectAfter = TimeSpan.FromSeconds(2);

    /// <summary>The longest step forward that needs no confirmation.</summary>
    public static readonly TimeSpan ConfirmAfter = TimeSpan.FromDays(7);

    /// <summary>How far a caller's clock may be from the wall clock to confirm it: writers' clocks differ.</summary>
    public static readonly TimeSpan ConfirmWithin = TimeSpan.FromDays(1);

    private static readonly long ConfirmAfterMs = (long)ConfirmAfter.TotalMilliseconds;

    private readonly TimeProvider _time;
    private readonly long _ticksPerMs;
    private readonly Lock _leapGate = new();
    private volatile PolledTime? _polled;
    private long _latestMs;
    private long _leapFromMs;
    private long _leapAt;
    private volatile bool _leaps;
    private volatile bool _longStop;

    /// <summary>Starts the clock.</summary>
    /// <param name="time">The wall clock, and the monotonic one.</param>
    public LogClock(TimeProvider time)
    {
        _time = time;
        _ticksPerMs = time.TimestampFrequency / 1000;
        _latestMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>Log time now, milliseconds since the Unix epoch.</summary>
    public long NowMs => Read().Ms;

    /// <summary>Time left until the next civil midnight by log time.</summary>
    public TimeSpan ToMidnight
    {
        get
        {
            var now = NowMs;
            return CivilDay.Start(DayOf(now) + 1) - DateTimeOffset.FromUnixTimeMilliseconds(now);
        }
    }

    /// <summary>The monotonic clock now, milliseconds since some start.</summary>
    public long MonotonicMs => _time.GetTimestamp() / _ticksPerMs;

    /// <summary>How far the clock that log time follows is behind it; zero if it is not.</summary>
    public TimeSpan Behind
    {
        get
        {
            var behind = Volatile.Read(ref _latestMs) - (_polled is { } polled ? polled.At(MonotonicMs) : WallMs);
            return behind > 0 ? TimeSpan.FromMilliseconds(behind) : TimeSpan.Zero;
        }
    }

    /// <summary>The clock that log time follows has leapt ahead, and nobody has confirmed it: nothing may be recorded by it.</summary>
    public bool IsLeaping => _polled is { } polled ? polled.IsLeaping : WallMs - Volatile.Read(ref _latestMs) > ConfirmAfterMs;

    /// <summary>Log time may be used for what time alone does to records.</summary>
    public bool IsConfirmed => !_longStop && !IsLeaping;

    /// <summary>Answers say CLOCK_SUSPECT.</summary>
    public bool IsSuspect => Behind > SuspectAfter || !IsConfirmed || (_polled is not null && !IsNear(WallMs, NowMs, SuspectAfter));

    private long WallMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Reads log time and, where polls are followed, the monotonic clock.</summary>
    public LogInstant Read()
    {
        if (_polled is not { } polled)
        {
            return new LogInstant(ByWall(), 0);
        }

        var monotonic = MonotonicMs;
        var now = polled.At(monotonic);
        var latest = Volatile.Read(ref _latestMs);
        if (now <= latest)
        {
            return new LogInstant(latest, monotonic);
        }

        Interlocked.CompareExchange(ref _latestMs, now, latest);
        return new LogInstant(now, monotonic);
    }

    /// <summary>Takes the log's own clock from a poll; from the first one on log time follows it, and no longer the wall clock.</summary>
    /// <param name="logMs">What it showed between sending and receipt, milliseconds since the Unix epoch.</param>
    /// <param name="sentMs">Sending of the poll, by the monotonic clock.</param>
    /// <param name="receivedMs">Receipt of its answer.</param>
    /// <remarks>One caller at a time. Where the wall clock agrees with the log's within a day, each confirms the other.</remarks>
    public void Follow(long logMs, long sentMs, long receivedMs)
    {
        var agrees = IsNear(WallMs, logMs, ConfirmWithin);
        var polled = _polled;
        if (polled is null)
        {
            // Nothing was answered by the wall clock: it may be ahead, and log time would stand until the log's clock is there.
            Volatile.Write(ref _latestMs, logMs);
        }

        _polled = PolledTime.After(polled, logMs, sentMs, receivedMs, agrees);
        _longStop &= !agrees;
    }

    /// <summary>The civil day of an instant of log time.</summary>
    /// <param name="ms">Milliseconds since the Unix epoch.</param>
    public static int DayOf(long ms) => CivilDay.Of(DateTimeOffset.FromUnixTimeMilliseconds(ms));

    /// <summary>Takes what the log and the checkpoint know, at the start of the node.</summary>
    /// <param name="knownMs">Milliseconds since the Unix epoch; 0 or less if nothing is known.</param>
    public void StartAfter(long knownMs)
    {
        var latest = Volatile.Read(ref _latestMs);
        _longStop = knownMs > 0 && latest - knownMs > ConfirmAfterMs && (_polled is null || !IsNear(WallMs, latest, ConfirmWithin));
        NotBefore(knownMs);
    }

    /// <summary>Takes another clock as confirmation of the one that log time follows, if they agree.</summary>
    /// <param name="otherMs">What the other clock shows, milliseconds since the Unix epoch.</param>
    /// <returns>False if they differ too much.</returns>
    public bool TryConfirm(long otherMs)
    {
        var polled = _polled;
        var shown = polled?.ShownAt(MonotonicMs) ?? WallMs;
        if (!IsNear(shown, otherMs, ConfirmWithin))
        {
            return false;
        }

        _longStop = false;
        if (polled is not null)
        {
            // A poll in between has the same to say, or something newer.
            Interlocked.CompareExchange(ref _polled, polled.Confirmed(), polled);
        }

        NotBefore(shown);
        return true;
    }

    /// <summary>Makes log time at least as late as an instant known from the log or a checkpoint.</summary>
    /// <param name="ms">Milliseconds since the Unix epoch.</param>
    public void NotBefore(long ms)
    {
        var latest = Volatile.Read(ref _latestMs);
        while (ms > latest)
        {
            var seen = Interlocked.CompareExchange(ref _latestMs, ms, latest);
            if (seen == latest)
            {
                return;
            }

            latest = seen;
        }
    }

    private static bool IsNear(long first, long second, TimeSpan within) => Math.Abs(first - second) <= (long)within.TotalMilliseconds;

    private long ByWall()
    {
        var wall = WallMs;
        var latest = Volatile.Read(ref _latestMs);
        if (wall <= latest)
        {
            return latest;
        }

        if (wall - latest > ConfirmAfterMs)
        {
            return GoOnWithoutWall(latest);
        }

        _leaps = false;

        // Only the first check of a millisecond writes; losing the race to a later one is right.
        Interlocked.CompareExchange(ref _latestMs, wall, latest);
        return wall;
    }

    private long GoOnWithoutWall(long latest)
    {
        lock (_leapGate)
        {
            if (!_leaps)
            {
                (_leapFromMs, _leapAt, _leaps) = (latest, _time.GetTimestamp(), true);
            }

            var now = _leapFromMs + (long)_time.GetElapsedTime(_leapAt).TotalMilliseconds;
            NotBefore(now);
            return Math.Max(now, latest);
        }
    }
}
