using CreditQuery.FunctionalTests.Node;
using CreditQuery.Server.Watch;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>A test's clock under which subscribers' silence is counted fifty times as fast; other timers stay real.</summary>
internal sealed class QuickTicks(TestClock clock) : TimeProvider
{
    private static readonly TimeSpan Tick = WaitingRoom.Tick / 50;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        period == WaitingRoom.Tick ? base.CreateTimer(callback, state, Tick, Tick) : base.CreateTimer(callback, state, dueTime, period);
}
