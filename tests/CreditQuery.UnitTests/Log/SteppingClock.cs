namespace CreditQuery.UnitTests.Log;

/// <summary>A clock that stands still until it is set, forwards or back.</summary>
internal sealed class SteppingClock(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    public SteppingClock()
        : this(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public void Step(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
}
