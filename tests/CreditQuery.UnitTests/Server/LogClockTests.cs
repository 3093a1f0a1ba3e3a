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

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
