using System.Collections.Concurrent;
using System.Globalization;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>Random histories of nodes, a log, writers and faults: nothing is lost, reordered or applied twice, and all nodes equal a fresh replay.</summary>
/// <remarks>
/// <c>CREDITQUERY_ROBUSTNESS=n</c> runs n histories instead of a few, <c>CREDITQUERY_ROBUSTNESS_SEED=n</c> that one alone. A failed one leaves its
/// trace and the words of its nodes in <c>artifacts/robustness/seed-n</c>. Source: docs/robustness.md, ADR 0025.
/// </remarks>
[Collection("Robustness")]
public sealed class RobustnessTests(ITestOutputHelper output)
{
    private const int UsualHistories = 5;
    private static readonly int AtOnce = Number("CREDITQUERY_ROBUSTNESS_AT_ONCE") ?? 2;

    // So many in a row pass every failpoint.
    private const int Round = 50;

    [Fact]
    public async Task Histories_WithFaults_EndEqualAndLoseNothing()
    {
        var one = Number("CREDITQUERY_ROBUSTNESS_SEED");
        int[] seeds = one is { } seed ? [seed] : [.. Enumerable.Range(Number("CREDITQUERY_ROBUSTNESS_FROM") ?? 0, Number("CREDITQUERY_ROBUSTNESS") ?? UsualHistories)];
        var results = new ConcurrentDictionary<int, HistoryResult>();
        var told = 0;
        await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (number, _) =>
        {
            var result = await HistoryResult.OfAsync(HistoryPlan.Draw(number), isKept: one is not null);
            results[number] = result;
            output.WriteLine($"{Interlocked.Increment(ref told)} of {seeds.Length}: {result}");
        });

        var report = RobustnessReport.Of([.. results.Values.OrderBy(static result => result.Plan.Seed)]);
        output.WriteLine(report.ToString());
        report.Save();
        Assert.Empty(results.Values.SelectMany(static result => result.Faults.Take(10).Select(fault => $"{result.Plan}: {fault}")));
        foreach (var round in report.Results.Chunk(Round).Where(static round => round.Length == Round))
        {
            Assert.Empty(RobustnessReport.NeverHit(round));
        }
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
