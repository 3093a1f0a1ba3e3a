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

    // Places that are passed in few histories: each second one of those has one of them besides.
    private static readonly string[] EmbeddedAlone = [nameof(LogFailpoint.FramesWritten), nameof(LogFailpoint.SegmentBegun)];
    private static readonly string[] OfLoss = [nameof(ServerFailpoint.OrphansSaved), nameof(ServerFailpoint.Reloading)];
    private static readonly string[] OfTrimming = [nameof(LogFailpoint.Trimmed)];
    private static readonly string[] OfPeers = [nameof(ServerFailpoint.PeerCheckpointReceived)];

    private static readonly string[] SharedAlone =
    [
        nameof(LogFailpoint.BeforeGapFill), nameof(LogFailpoint.GapRead), nameof(LogFailpoint.Connected), nameof(LogFailpoint.TailWritten), nameof(ServerFailpoint.HeadPolled),
    ];

    private static readonly FaultKind[] OfEveryLog = [FaultKind.NodeKilled, FaultKind.NodeStopped, FaultKind.ClockStepped];

    // Where an orphan may be all that is left of a change, its file on the node's own disk is not taken away as well.
    private static readonly FaultKind[] OfDisks = [FaultKind.NodeLosesPower, FaultKind.DiskFull];

    private static readonly FaultKind[] OfRedis =
    [
        FaultKind.RedisKilled, FaultKind.RedisLosesPower, FaultKind.RedisStopped, FaultKind.RedisFull, FaultKind.RedisClockStepped, FaultKind.PushesDropped, FaultKind.PushesMixed,
        FaultKind.NetworkCut, FaultKind.NetworkSlow, FaultKind.NetworkSilent,
    ];

    /// <summary>Sets the measures that are left out of every node; none in a usual history.</summary>
    public string[] Without { get; init; } = [];

    /// <summary>How many changes are acknowledged at least.</summary>
    public int Changes { get; init; } = LeastChanges;

    /// <summary>Number of nodes.</summary>
    public int Nodes => Setup == LogSetup.Embedded ? 1 : 2;

    /// <summary>Nodes forget the log as far as their older checkpoint goes, and not thirty days less: whoever is further behind takes a checkpoint of the other one.</summary>
    /// <remarks>Never where the log may lose its end: those thirty days are what leaves a node a checkpoint that the log still continues. Nor are
    /// checkpoints damaged then, of which another node may need one.</remarks>
    public bool Trims { get; init; }

    /// <summary>Failpoints that such a history passes.</summary>
    public IEnumerable<string> Failpoints => [.. UsualFailpoints, .. RareFailpoints];

    private IEnumerable<string> UsualFailpoints =>
        NodeFaults.All.Except([.. EmbeddedAlone, .. OfLoss, .. OfTrimming, .. OfPeers, .. Setup == LogSetup.Embedded ? SharedAlone : []]);

    private string[] RareFailpoints => Setup switch
    {
        LogSetup.Embedded => [.. EmbeddedAlone, .. Trims ? OfTrimming : []],
        LogSetup.RedisEverySecond => OfLoss,
        _ => Trims ? [.. OfPeers, .. OfTrimming] : [],
    };

    /// <summary>Draws a history.</summary>
    public static HistoryPlan Draw(int seed)
    {
        var random = new Random(seed);
        var turn = seed / Turn;
        var (setup, trims, ordinal) = (seed % Turn) switch
        {
            0 => (LogSetup.RedisAlways, false, turn),
            1 => (LogSetup.RedisEverySecond, false, turn * 2),
            2 => (LogSetup.RedisAlways, true, turn),
            3 => (LogSetup.RedisEverySecond, false, (turn * 2) + 1),
            _ => (LogSetup.Embedded, turn % 2 == 1, turn / 2),
        };
        var plan = new HistoryPlan(seed, setup, []) { Trims = trims };
        List<Fault> faults = [.. FailpointFaults(plan, ordinal, random), .. OtherFaults(plan, random)];
        return plan with { Faults = [.. faults.OrderBy(_ => random.Next())] };
    }

    public override string ToString() => $"seed {Seed}, {Setup}{(Trims ? ", trimmed" : "")}{(Without.Length > 0 ? ", without " + string.Join(", ", Without) : "")}";

    // In turns, so that fifty histories pass every one of them.
    private static IEnumerable<Fault> FailpointFaults(HistoryPlan plan, int ordinal, Random random)
    {
        string[] usual = [.. plan.UsualFailpoints];
        var rare = ordinal % 2 == 0 ? plan.RareFailpoints : [];
        string[] names =
        [
            .. Enumerable.Range(ordinal * FailpointsPerHistory, FailpointsPerHistory).Select(i => usual[i % usual.Length]),
            .. rare.Skip(ordinal / 2 % Math.Max(rare.Length, 1)).Take(1),
        ];
        foreach (var name in names)
        {
            var kind = random.Next(3) == 0 ? FaultKind.DelayedAtFailpoint : FaultKind.KilledAtFailpoint;
            yield return new Fault(kind, random.Next(plan.Nodes), random.Next(20, 400), random.Next(), name);
        }
    }

    private static IEnumerable<Fault> OtherFaults(HistoryPlan plan, Random random)
    {
        FaultKind[] every = plan.Trims ? OfEveryLog : [.. OfEveryLog, FaultKind.CheckpointDamaged];
        FaultKind[] kinds = plan.Setup switch
        {
            LogSetup.Embedded => [.. every, .. OfDisks],
            LogSetup.RedisAlways => [.. every, .. OfDisks, .. OfRedis],
            _ => [.. every, .. OfRedis, FaultKind.RedisLosesPower],
        };
        random.Shuffle(kinds);
        return kinds.Take(random.Next(3, 5)).Select(kind => new Fault(kind, random.Next(plan.Nodes), random.Next(100, 1_200), random.Next()));
    }
}
