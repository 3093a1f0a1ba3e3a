namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>By how much the memory in use grows, from here on.</summary>
internal sealed class MemoryGrowth
{
    public const long Megabyte = 1 << 20;

    /// <summary>What a flood may leave in memory; each would leave many times that if it were kept.</summary>
    public const long OfAFlood = 24 * Megabyte;

    private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);

    public void AssertBelow(long limit)
    {
        var growth = GC.GetTotalMemory(forceFullCollection: true) - _before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{growth / (double)Megabyte:F1} MB more than before, of {limit / (double)Megabyte:F1} allowed.");

        Assert.True(growth < limit, $"{growth / (double)Megabyte:F1} MB more than before.");
    }
}
