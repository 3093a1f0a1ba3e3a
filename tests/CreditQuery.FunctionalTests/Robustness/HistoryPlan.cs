using CreditQuery.Log;
using CreditQuery.RobustnessNode;
using CreditQuery.Server.Applying;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What a history is made of; drawn from its seed alone, so that the seed is enough to run it again.</summary>
internal sealed record HistoryPlan(int Seed, LogSetup Setup, IReadOnlyList<Fault> Faults)
{
    public const int LeastChanges = 2_000;

    // Five histories in a row: two of each kind of Redis, one of the embedded log.
    private const int Turn = 5;
    private const int FailpointsPerHistory = 2;

    private static readonly string[] EmbeddedAlone = [nameof(LogFailpoint.FramesWritten), nameof(LogFailpoint.SegmentBegun)];
    private static readonly string[] OfLoss = [nameof(ServerFailpoint.OrphansSaved), nameof(ServerFailpoint.Reloading)];

    private static readonly string[] SharedAlone =
    [
        nameof(LogFailpoint.BeforeGapFill), nameof(LogFailpoint.GapRead), nameof(LogFailpoint.Connected), nameof(LogFailpoint.TailWritten),
        nameof(ServerFailpoint.HeadPolled), .. OfLoss,
    ];

    private static readonly FaultKind[] OfEveryLog = [FaultKind.NodeKilled, FaultKind.NodeStopped, FaultKind.ClockStepped, FaultKind.CheckpointDamaged];

    // Where an orphan may be all that is left of a change, its file on the node's own disk is not taken away as well.
    private static readonly FaultKind[] OfDisks = [FaultKind.NodeLosesPower, FaultKind.DiskFull];

    private static readonly FaultKind[] OfRedis =
    [
        FaultKind.RedisKilled, FaultKind.RedisLosesPower, FaultKind.RedisStopped, FaultKind.RedisFull, FaultKind.PushesDropped, FaultKind.PushesMixed,
        FaultKind.NetworkCut, FaultKind.NetworkSlow, FaultKind.NetworkSilent,
    ];

    /// <summary>Sets the measures that are left out of every node; none in a usual history.</summary>
    public string[] Without { get; init; } = [];

    /// <summary>How many changes are acknowledged at least.</summary>
    public int Changes { get; init; } = LeastChanges;

    /// <summary>Number of nodes.</summary>
    public int Nodes => Setup == LogSetup.Embedded ? 1 : 2;

    /// <summary>Failpoints that a log of this kind passes.</summary>
    public static string[] FailpointsOf(LogSetup setup) => [.. NodeFaults.All.Where(name => setup switch
    {
        LogSetup.Embedded => !SharedAlone.Contains(name),
        LogSetup.RedisAlways => !EmbeddedAlone.Contains(name) && !OfLoss.Contains(name),
        _ => !EmbeddedAlone.Contains(name),
    })];

    /// <summary>Draws a history.</summary>
    public static HistoryPlan Draw(int seed)
    {
        var random = new Random(seed);
        var (setup, ordinal) = (seed % Turn) switch
        {
            0 => (LogSetup.RedisAlways, seed / Turn * 2),
            1 => (LogSetup.RedisEverySecond, seed / Turn * 2),
            2 => (LogSetup.RedisAlways, (seed / Turn * 2) + 1),
            3 => (LogSetup.RedisEverySecond, (seed / Turn * 2) + 1),
            _ => (LogSetup.Embedded, seed / Turn),
        };
        var plan = new HistoryPlan(seed, setup, []);
        List<Fault> faults = [.. FailpointFaults(plan, ordinal, random), .. OtherFaults(plan, random)];
        return plan with { Faults = [.. faults.OrderBy(_ => random.Next())] };
    }

    public override string ToString() => $"seed {Seed}, {Setup}{(Without.Length > 0 ? ", without " + string.Join(", ", Without) : "")}";

    // In turns, so that fifty histories pass every one of them.
    private static IEnumerable<Fault> FailpointFaults(HistoryPlan plan, int ordinal, Random random)
    {
        var names = FailpointsOf(plan.Setup);
        for (var i = 0; i < FailpointsPerHistory; i++)
        {
            var name = names[((ordinal * FailpointsPerHistory) + i) % names.Length];
            var kind = random.Next(3) == 0 ? FaultKind.DelayedAtFailpoint : FaultKind.KilledAtFailpoint;
            yield return new Fault(kind, random.Next(plan.Nodes), random.Next(20, 400), random.Next(), name);
        }
    }

    private static IEnumerable<Fault> OtherFaults(HistoryPlan plan, Random random)
    {
        FaultKind[] kinds = plan.Setup switch
        {
            LogSetup.Embedded => [.. OfEveryLog, .. OfDisks],
            LogSetup.RedisAlways => [.. OfEveryLog, .. OfDisks, .. OfRedis],
            _ => [.. OfEveryLog, .. OfRedis, FaultKind.RedisLosesPower],
        };
        random.Shuffle(kinds);
        return kinds.Take(random.Next(3, 5)).Select(kind => new Fault(kind, random.Next(plan.Nodes), random.Next(100, 1_200), random.Next()));
    }
}
