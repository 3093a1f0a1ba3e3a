namespace CreditQuery.UnitTests;

/// <summary>Bytes that work allocates on this thread, in its steady state.</summary>
internal static class Allocations
{
    private const int Rounds = 5;

    /// <summary>The least of a few rounds: work that allocates does so in every round; a cache that another test emptied, or the
    /// compiler at work, disturbs one.</summary>
    public static long Least(Action work)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
