namespace CreditQuery.FunctionalTests.Node;

/// <summary>A wall clock that stands where a test puts it; timers and durations stay real.</summary>
internal sealed class TestClock : TimeProvider
{
    /// <summary>Noon of 2026-06-15 in China.</summary>
    public static readonly DateTimeOffset Start = new(2026, 6, 15, 12, 0, 0, TimeSpan.FromHours(8));

    public DateTimeOffset Now { get; set; } = Start;

    public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();
}
