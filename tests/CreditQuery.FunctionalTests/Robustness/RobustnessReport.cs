using System.Globalization;
using System.Text;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What a run of histories came to.</summary>
internal sealed record RobustnessReport(IReadOnlyList<HistoryResult> Results)
{
    public static RobustnessReport Of(IReadOnlyList<HistoryResult> results) => new(results);

    /// <summary>Failpoints that did nothing in these histories, though one of their logs passes them.</summary>
    public static IEnumerable<string> NeverHit(IReadOnlyList<HistoryResult> results)
    {
        var hit = results.SelectMany(static result => result.Hits).ToHashSet(StringComparer.Ordinal);
        return results.SelectMany(static result => result.Plan.Failpoints).Distinct().Where(name => !hit.Contains(name));
    }

    public void Save()
    {
        Directory.CreateDirectory(HistoryResult.Root);
        File.WriteAllText(Path.Combine(HistoryResult.Root, "report.txt"), ToString());
    }

    public override string ToString()
    {
        var told = new StringBuilder();
        told.Append(CultureInfo.InvariantCulture, $"{Results.Count} histories, {Results.Count(static result => result.Faults.Count == 0)} equal; ");
        told.Append(CultureInfo.InvariantCulture, $"{Results.Sum(static result => result.Acknowledged)} changes acknowledged, {Results.Sum(static result => result.Batches)} batches seen, {Results.Sum(static result => result.Trimmed)} events trimmed, ");
        told.Append(CultureInfo.InvariantCulture, $"{Results.Sum(static result => result.Plan.Faults.Count)} faults of {Results.SelectMany(static result => result.Plan.Faults).Select(static fault => fault.Kind).Distinct().Count()} kinds, ");
        told.Append(CultureInfo.InvariantCulture, $"{Results.Average(static result => result.Elapsed.TotalSeconds):0.0} s each\n");
        foreach (var hit in Results.SelectMany(static result => result.Hits).GroupBy(static name => name).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            told.Append(CultureInfo.InvariantCulture, $"{hit.Key}: in {hit.Count()} histories\n");
        }

        foreach (var kind in Results.SelectMany(static result => result.Plan.Faults).GroupBy(static fault => fault.Kind).OrderBy(static group => group.Key))
        {
            told.Append(CultureInfo.InvariantCulture, $"{kind.Key}: {kind.Count()} times\n");
        }

        foreach (var result in Results)
        {
            told.Append(result).Append('\n');
        }

        return told.ToString();
    }
}
