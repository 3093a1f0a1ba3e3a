using CreditQuery.FunctionalTests.Deployment;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>How a history ended.</summary>
internal sealed record HistoryResult(HistoryPlan Plan, int Acknowledged, int Revisions, int Trimmed, int Batches, TimeSpan Elapsed, IReadOnlyList<string> Hits, IReadOnlyList<string> Faults)
{
    /// <summary>Runs a history, and saves what is known of it if it failed.</summary>
    /// <param name="plan">The history.</param>
    /// <param name="isKept">It is saved in any case.</param>
    public static async Task<HistoryResult> OfAsync(HistoryPlan plan, bool isKept)
    {
        var folder = Path.Combine(Root, $"seed-{plan.Seed}");
        Directory.CreateDirectory(folder);
        var faults = new List<string>();
        await using var history = await History.StartAsync(plan, folder);
        var (revisions, trimmed, batches) = (0, 0, 0);
        try
        {
            var record = await history.RunAsync();
            (revisions, trimmed, batches) = (record.Log.Count, record.Trimmed, record.Seen.Count);
            faults.AddRange(HistoryFaults.In(record));
            faults.AddRange(AsPlanned(plan, history));
        }
        catch (Exception fault) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            faults.Add(fault.ToString());
        }

        history.Trace.Save(Path.Combine(folder, "trace.txt"));
        File.WriteAllLines(Path.Combine(folder, "faults.txt"), [plan.ToString(), .. plan.Faults.Select(static fault => fault.ToString()), .. faults]);
        if (faults.Count == 0 && !isKept)
        {
            Directory.Delete(folder, recursive: true);
        }

        return new HistoryResult(plan, history.Acknowledged, revisions, trimmed, batches, history.Trace.Elapsed, [.. history.Trace.Hits.Select(static hit => hit.Key)], faults);
    }

    public override string ToString() =>
        $"{Plan}: {(Faults.Count == 0 ? "equal" : "FAILED")}, {Acknowledged} changes in {Revisions} revisions, {Trimmed} of them trimmed, {Batches} batches seen, {Elapsed.TotalSeconds:0.0} s; "
        + $"{string.Join(", ", Plan.Faults.Select(static fault => fault.Kind))}; hit {string.Join(", ", Hits)}";

    /// <summary>Folder of failed histories and of the report.</summary>
    public static string Root { get; } = Tree.PathOf("artifacts", "robustness");

    private static IEnumerable<string> AsPlanned(HistoryPlan plan, History history)
    {
        if (history.Acknowledged < plan.Changes)
        {
            yield return $"plan: {history.Acknowledged} changes were acknowledged, not {plan.Changes}";
        }

        if (plan.Faults.Count < 5 || plan.Faults.Select(static fault => fault.Kind).Distinct().Count() < 3)
        {
            yield return $"plan: {plan.Faults.Count} faults are too few, or too much alike";
        }
    }
}
