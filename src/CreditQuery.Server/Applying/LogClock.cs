using CreditQuery.Rules.Periods;

namespace CreditQuery.Server.Applying;

/// <summary>Log time of an embedded node: the wall clock, which never falls.</summary>
/// <remarks>Thread-safe; allocates nothing. The civil day of checks is that of log time, so it never goes back either.
/// Source: architecture, chapter 7.</remarks>
internal sealed class LogClock
{
    /// <summary>How far the wall clock may fall behind before answers say so.</summary>
    public static readonly TimeSpan SuspectAfter = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private long _latestMs;

    /// <summary>Starts the clock.</summary>
    /// <param name="time">The wall clock.</param>
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
            var wall = _time.GetUtcNow().ToUnixTimeMilliseconds();
            var latest = Volatile.Read(ref _latestMs);
            if (wall > latest)
            {
                // Only the first check of a millisecond writes; losing the race to a later one is right.
                Interlocked.CompareExchange(ref _latestMs, wall, latest);
                return wall;
            }

            return latest;
        }
    }

    /// <summary>How far the wall clock is behind log time; zero if it is not.</summary>
    public TimeSpan Behind
    {
        get
        {
            var behind = Volatile.Read(ref _latestMs) - _time.GetUtcNow().ToUnixTimeMilliseconds();
            return behind > 0 ? TimeSpan.FromMilliseconds(behind) : TimeSpan.Zero;
        }
    }

    /// <summary>The civil day of an instant of log time.</summary>
    /// <param name="ms">Milliseconds since the Unix epoch.</param>
    public static int DayOf(long ms) => CivilDay.Of(DateTimeOffset.FromUnixTimeMilliseconds(ms));

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
}
