namespace CreditQuery.Benchmarks.Watch;

/// <summary>The machine's clock, set to another time of day: midnight comes when a measurement asks for it.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    private long _shift = (new DateTimeOffset(2026, 6, 15, 12, 0, 0, China) - System.GetUtcNow()).Ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _shift));

    /// <summary>Sets the clock so that midnight comes after a while.</summary>
    /// <returns>When that is by the machine's clock, UTC ticks.</returns>
    public long MidnightAfter(TimeSpan time)
    {
        var now = GetUtcNow().ToOffset(China);
        Interlocked.Add(ref _shift, (new DateTimeOffset(now.Date.AddDays(1), China) - now - time).Ticks);
        return System.GetUtcNow().UtcTicks + time.Ticks;
    }
}
