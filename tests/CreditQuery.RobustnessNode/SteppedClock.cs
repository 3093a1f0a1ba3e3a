namespace CreditQuery.RobustnessNode;

/// <summary>The machine's clock, whose wall time steps on demand; timers and the monotonic clock go on.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _offsetTicks;

    /// <summary>Steps the wall clock.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref _offsetTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));
}
