using CreditQuery.Server.Applying;

namespace CreditQuery.UnitTests.Server;

public sealed class LogClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 15, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void NowMs_ClockGoesBack_Stays()
    {
        var wall = new SetTime { Now = Noon };
        var clock = new LogClock(wall);
        var before = clock.NowMs;

        wall.Now -= TimeSpan.FromHours(1);

        Assert.Equal(before, clock.NowMs);
        Assert.Equal(TimeSpan.FromHours(1), clock.Behind);
    }

    [Fact]
    public void NowMs_ClockGoesOn_Follows()
    {
        var wall = new SetTime { Now = Noon };
        var clock = new LogClock(wall);

        wall.Now += TimeSpan.FromMilliseconds(1);

        Assert.Equal(wall.Now.ToUnixTimeMilliseconds(), clock.NowMs);
        Assert.Equal(TimeSpan.Zero, clock.Behind);
    }

    [Fact]
    public void NotBefore_LaterInstant_IsTheLeast()
    {
        var clock = new LogClock(new SetTime { Now = Noon });
        var known = Noon.AddDays(2).ToUnixTimeMilliseconds();

        clock.NotBefore(known);
        clock.NotBefore(known - 5);

        Assert.Equal(known, clock.NowMs);
    }

    [Fact]
    public void DayOf_LastMomentBeforeMidnightInChina_IsThatDay()
    {
        var midnight = new DateTimeOffset(2026, 6, 15, 16, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

        Assert.Equal(new DateOnly(2026, 6, 15).DayNumber, LogClock.DayOf(midnight - 1));
        Assert.Equal(new DateOnly(2026, 6, 16).DayNumber, LogClock.DayOf(midnight));
    }

    [Fact]
    public void NowMs_WallLeapsMoreThanSevenDays_GoesOnByTheMonotonicClock()
    {
        var wall = new SetTime { Now = Noon };
        var clock = new LogClock(wall);

        wall.Now += TimeSpan.FromDays(30);
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), clock.NowMs);
        wall.Pass(TimeSpan.FromHours(13));

        Assert.Equal(Noon.AddHours(13).ToUnixTimeMilliseconds(), clock.NowMs);
        Assert.True(clock.IsLeaping);
        Assert.True(clock.IsSuspect);
        Assert.False(clock.IsConfirmed);
    }

    [Fact]
    public void NowMs_SevenDaysPassWithoutAReading_IsNoLeap()
    {
        var wall = new SetTime { Now = Noon };
        var clock = new LogClock(wall);

        wall.Now += TimeSpan.FromDays(7);

        Assert.Equal(wall.Now.ToUnixTimeMilliseconds(), clock.NowMs);
        Assert.False(clock.IsSuspect);
    }

    [Fact]
    public void TryConfirm_AnotherClockAgrees_TheWallIsBelieved()
    {
        var wall = new SetTime { Now = Noon };
        var clock = new LogClock(wall);
        wall.Now += TimeSpan.FromDays(30);

        Assert.False(clock.TryConfirm(Noon.ToUnixTimeMilliseconds()));
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), clock.NowMs);
        Assert.True(clock.TryConfirm(wall.Now.AddHours(-20).ToUnixTimeMilliseconds()));

        Assert.Equal(wall.Now.ToUnixTimeMilliseconds(), clock.NowMs);
        Assert.False(clock.IsSuspect);
    }

    [Fact]
    public void NowMs_LeapTakenBack_GoesOnAsBefore()
    {
        var wall = new SetTime { Now = Noon };
        var clock = new LogClock(wall);
        wall.Now += TimeSpan.FromDays(30);
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), clock.NowMs);

        wall.Now = Noon.AddSeconds(5);

        Assert.Equal(wall.Now.ToUnixTimeMilliseconds(), clock.NowMs);
        Assert.False(clock.IsSuspect);
    }

    [Fact]
    public void StartAfter_LongStop_DayIsTheWallsAndSuspectUntilConfirmed()
    {
        var wall = new SetTime { Now = Noon };
        var clock = new LogClock(wall);

        clock.StartAfter(Noon.AddDays(-8).ToUnixTimeMilliseconds());

        Assert.Equal(Noon.ToUnixTimeMilliseconds(), clock.NowMs);
        Assert.True(clock.IsSuspect);
        Assert.False(clock.IsLeaping);
        Assert.True(clock.TryConfirm(Noon.ToUnixTimeMilliseconds()));
        Assert.True(clock.IsConfirmed);
    }

    /// <summary>A wall clock that a test sets, and a monotonic one that only passing time moves.</summary>
    private sealed class SetTime : TimeProvider
    {
        private long _passed;

        public DateTimeOffset Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => _passed;

        public void Pass(TimeSpan time)
        {
            _passed += time.Ticks;
            Now += time;
        }
    }
}
