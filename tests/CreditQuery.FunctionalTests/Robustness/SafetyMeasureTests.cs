namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>The suite notices when any one safety measure is left out: directed histories, which are sound with all of them.</summary>
[Collection("Robustness")]
public sealed class SafetyMeasureTests
{
    private const int Changes = 150;

    // Long for a node that only has to read on, short for one that never will.
    private static readonly TimeSpan LevelPatience = TimeSpan.FromSeconds(6);

    // A node that goes wrong may acknowledge nothing any more: what was written until then is enough to tell it.
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(6);

    [Theory]
    [InlineData(LogSetup.RedisAlways)]
    [InlineData(LogSetup.Embedded)]
    public async Task Histories_WithEveryMeasure_AreSound(object setup)
    {
        // Everything that the histories below are directed at, in one.
        var isShared = (LogSetup)setup != LogSetup.Embedded;
        Assert.Empty(await FaultsOfAsync((LogSetup)setup, [], async site =>
        {
            await DirectedFaults.StandBeforePublishAsync(site);
            await DirectedFaults.DamageRecordsAsync(site);
            if (isShared)
            {
                await DirectedFaults.DropPushesAsync(site);
            }
        }));
    }

    [Fact]
    public async Task Histories_WithEveryMeasureAndALogRewritten_AreSound() =>
        Assert.Empty(await FaultsOfAsync(LogSetup.RedisEverySecond, [], DirectedFaults.RewriteLogAsync));

    [Theory]
    [InlineData("gap-fill", "level:")]
    [InlineData("pin", "model:")]
    [InlineData("manifest", "equal: level:")]
    [InlineData("ids-in-redis", "unique:")]
    public async Task Histories_WithoutAMeasure_AreFoundOut(string measure, string fault)
    {
        var faults = await FaultsOfAsync(LogSetup.RedisAlways, [measure], measure switch
        {
            "gap-fill" => DirectedFaults.DropPushesAsync,
            "pin" => DirectedFaults.StandBeforePublishAsync,
            "manifest" => DirectedFaults.DamageRecordsAsync,
            _ => static _ => Task.CompletedTask,
        });

        Assert.Contains(faults, found => fault.Contains(found[..(found.IndexOf(':', StringComparison.Ordinal) + 1)], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Histories_WithoutIdsInTheIndex_AreFoundOut()
    {
        var faults = await FaultsOfAsync(LogSetup.Embedded, ["ids-in-index"], static _ => Task.CompletedTask);

        Assert.Contains(faults, static found => found.StartsWith("answered:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Histories_WithoutTheChain_AreFoundOut()
    {
        var faults = await FaultsOfAsync(LogSetup.RedisEverySecond, ["chain"], DirectedFaults.RewriteLogAsync);

        Assert.Contains(faults, static found => found.StartsWith("equal:", StringComparison.Ordinal) || found.StartsWith("level:", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> FaultsOfAsync(LogSetup setup, string[] without, Func<HistorySite, Task> faults)
    {
        var logs = Directory.CreateTempSubdirectory("creditquery-measures-").FullName;
        try
        {
            var plan = new HistoryPlan(1, setup, []) { Without = without, Changes = Changes };
            await using var history = await History.StartAsync(plan, logs, LevelPatience, without.Length > 0 ? WritePatience : null);
            return [.. HistoryFaults.In(await history.RunAsync(faults))];
        }
        finally
        {
            Directory.Delete(logs, recursive: true);
        }
    }
}
