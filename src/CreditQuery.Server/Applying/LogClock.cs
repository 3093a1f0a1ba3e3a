using CreditQuery.Rules.Periods;

namespace CreditQuery.Server.Applying;

/// <summary>Log time of an embedded node: the wall clock, which never falls and is not believed when it leaps.</summary>
/// <remarks>Thread-safe; allocates nothing. The civil day of checks is that of log time, so it never goes back either, and a leap of more
/// than seven days under a running node neither ends nor begins an entry before a caller's clock confirms it: until then log time goes on by
/// the monotonic clock. After a stop of more than seven days nothing contradicts the wall clock: checks use it, and say CLOCK_SUSPECT until
/// it is confirmed. Source: architecture, chapter 7; ADR 0015.</remarks>
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
    private readonly Lock _leapGate = new();
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
        _latestMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>Log time now, milliseconds since the Unix epoch.</summary>
    public long NowMs
    {
        get
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
    }

    /// <summary>How far the wall clock is behind log time; zero if it is not.</summary>
    public TimeSpan Behind
    {
        get
        {
            var behind = Volatile.Read(ref _latestMs) - WallMs;
            return behind > 0 ? TimeSpan.FromMilliseconds(behind) : TimeSpan.Zero;
        }
    }

    /// <summary>The wall clock has leapt ahead of log time, and nobody has confirmed it: nothing may be recorded by it.</summary>
    public bool IsLeaping => WallMs - Volatile.Read(ref _latestMs) > ConfirmAfterMs;

    /// <summary>Log time may be used for what time alone does to records.</summary>
    public bool IsConfirmed => !_longStop && !IsLeaping;

    /// <summary>Answers say CLOCK_SUSPECT.</summary>
    public bool IsSuspect => Behind > SuspectAfter || !IsConfirmed;

    private long WallMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The civil day of an instant of log time.</summary>
    /// <param name="ms">Milliseconds since the Unix epoch.</param>
    public static int DayOf(long ms) => CivilDay.Of(DateTimeOffset.FromUnixTimeMilliseconds(ms));

    /// <summary>Takes what the log and the checkpoint know, at the start of the node.</summary>
    /// <param name="knownMs">Milliseconds since the Unix epoch; 0 or less if nothing is known.</param>
    public void StartAfter(long knownMs)
    {
        _longStop = knownMs > 0 && Volatile.Read(ref _latestMs) - knownMs > ConfirmAfterMs;
        NotBefore(knownMs);
    }

    /// <summary>Takes another clock as confirmation of the wall clock, if they agree.</summary>
    /// <param name="otherMs">What the other clock shows, milliseconds since the Unix epoch.</param>
    /// <returns>False if they differ too much.</returns>
    public bool TryConfirm(long otherMs)
    {
        var wall = WallMs;
        if (Math.Abs(wall - otherMs) > (long)ConfirmWithin.TotalMilliseconds)
        {
            return false;
        }

        _longStop = false;
        NotBefore(wall);
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
