using CreditQuery.Server.Applying;

namespace CreditQuery.UnitTests.Server.Applying;

/// <summary>Log time as polls of a shared log tell it.</summary>
public sealed class PolledClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 15, 4, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _time = new() { Now = Noon };
    private readonly LogClock _clock;

    public PolledClockTests() => _clock = new LogClock(_time);

    [Fact]
    public void Read_AfterAPoll_IsTheLogsTimeAndWhatPassedSince()
    {
        Poll(Noon.AddSeconds(-30));

        _time.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal(Noon.AddSeconds(-20), Now);
        Assert.True(_clock.IsSuspect, "The wall clock is 30 s away.");
        Assert.True(_clock.IsConfirmed);
    }

    [Fact]
    public void Follow_SlowPollWithinItsInterval_MovesNothing()
    {
        Poll(Noon);
        _time.Pass(TimeSpan.FromSeconds(1));
        var sent = _clock.MonotonicMs;
        _time.Pass(TimeSpan.FromMilliseconds(800));

        // Read by the log 300 ms after the sending; the answer took 500 ms more.
        _clock.Follow(Noon.AddMilliseconds(1300).ToUnixTimeMilliseconds(), sent, _clock.MonotonicMs);

        Assert.Equal(Noon.AddMilliseconds(1800), Now);
    }

    [Fact]
    public void Follow_AnswerKeptBackForHalfAMinute_NeitherLagsNorLeaps()
    {
        Poll(Noon);
        var sent = _clock.MonotonicMs;
        _time.Pass(TimeSpan.FromSeconds(30));

        _clock.Follow(Noon.ToUnixTimeMilliseconds(), sent, _clock.MonotonicMs);

        Assert.Equal(Noon.AddSeconds(30), Now);
        Assert.False(_clock.IsSuspect);
    }

    [Fact]
    public void Follow_LogsClockGoesBack_LogTimeStandsAndIsSuspect()
    {
        Poll(Noon);
        Assert.Equal(Noon, Now);

        Poll(Noon.AddSeconds(-10));
        _time.Pass(TimeSpan.FromSeconds(4));

        Assert.Equal(Noon, Now);
        Assert.Equal(TimeSpan.FromSeconds(6), _clock.Behind);
        Assert.True(_clock.IsSuspect);
        _time.Pass(TimeSpan.FromSeconds(7));
        Assert.Equal(Noon.AddSeconds(1), Now);
    }

    [Fact]
    public void Follow_LogsClockLeapsAYear_IsNotBelievedUntilAnotherClockAgrees()
    {
        Poll(Noon);

        Poll(Noon.AddDays(365));
        _time.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(Noon.AddSeconds(1), Now);
        Assert.True(_clock.IsLeaping);
        Assert.False(_clock.IsConfirmed);
        Assert.True(_clock.IsSuspect);
        Assert.False(_clock.TryConfirm(Noon.ToUnixTimeMilliseconds()));
        Assert.True(_clock.TryConfirm(Noon.AddDays(365).AddHours(-5).ToUnixTimeMilliseconds()));
        Assert.Equal(Noon.AddDays(365).AddSeconds(1), Now);
        Assert.True(_clock.IsConfirmed);
    }

    [Fact]
    public void Follow_BothClocksGoOnAMonthAfterASuspension_IsBelieved()
    {
        Poll(Noon);
        _time.Now += TimeSpan.FromDays(30);

        Assert.True(_clock.IsSuspect, "Before the first poll the wall clock tells.");
        Poll(Noon.AddDays(30));

        Assert.Equal(Noon.AddDays(30), Now);
        Assert.False(_clock.IsSuspect);
    }

    [Fact]
    public void StartAfter_LongStopWithAPollThatAgrees_IsConfirmed()
    {
        Poll(Noon);

        _clock.StartAfter(Noon.AddDays(-40).ToUnixTimeMilliseconds());

        Assert.True(_clock.IsConfirmed);
        Assert.False(_clock.IsSuspect);
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_clock.NowMs);

    private void Poll(DateTimeOffset shown) => _clock.Follow(shown.ToUnixTimeMilliseconds(), _clock.MonotonicMs, _clock.MonotonicMs);

    /// <summary>A wall clock that a test sets, and a monotonic one that only passing time moves.</summary>
    private sealed class ManualClock : TimeProvider
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
