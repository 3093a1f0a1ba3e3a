namespace CreditQuery.FunctionalTests.Node;

/// <summary>A wall clock that stands where a test puts it, and a monotonic one that only <see cref="Pass"/> moves; timers stay real.</summary>
internal sealed class TestClock : TimeProvider
{
    /// <summary>Noon of 2026-06-15 in China.</summary>
    public static readonly DateTimeOffset Start = new(2026, 6, 15, 12, 0, 0, TimeSpan.FromHours(8));

    private long _passed;

    public DateTimeOffset Now { get; set; } = Start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();

    public override long GetTimestamp() => Interlocked.Read(ref _passed);

    /// <summary>Lets time pass: both clocks move.</summary>
    public void Pass(TimeSpan time)
    {
        Interlocked.Add(ref _passed, time.Ticks);
        Now += time;
    }
}
