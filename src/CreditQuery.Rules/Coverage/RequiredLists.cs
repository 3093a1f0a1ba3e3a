using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Rules.Coverage;

/// <summary>Which list types must be loaded before a scenario may answer CLEAR.</summary>
internal static class RequiredLists
{
    /// <summary>List types that can yield a discipline in a scenario and region on a day, and those the scenario adds.</summary>
    /// <returns>Indexes in rising order. Where no discipline is possible (a library card), all adverse public lists: an empty registry never
    /// says CLEAR, and an incentive must be cross-checked (000 二(一)).</returns>
    public static int[] Of(Catalogue catalogue, ScenarioDefinition scenario, int region, int asOf)
    {
        var required = new bool[catalogue.ListTypes.Count];
        foreach (var measure in catalogue.Measures)
        {
            if (CanBite(measure, scenario, region, asOf))
            {
                MarkLists(catalogue, measure, region, asOf, required);
            }
        }

        foreach (var added in scenario.AddedRequiredLists)
        {
            required[added] = true;
        }

        if (!required.Contains(true))
        {
            return Adverse(catalogue, region, asOf);
        }

        return [.. Enumerable.Range(0, required.Length).Where(index => required[index])];
    }

    /// <summary>Adverse public lists of every field that count in a region on a day: what three clean years and the cross-check of incentives must know.</summary>
    /// <returns>Indexes in rising order.</returns>
    public static int[] Adverse(Catalogue catalogue, int region, int asOf) =>
        [.. catalogue.ListTypes.Where(listType => listType.Adverse && Counts(listType, region, asOf)).Select(listType => listType.Index)];

    /// <summary>The next day on which the two may be others.</summary>
    /// <returns>A day after <paramref name="day"/>; Never if there is none.</returns>
    public static int NextChange(Catalogue catalogue, ScenarioDefinition scenario, int region, int day)
    {
        var next = CivilDay.Never;
        foreach (var listType in catalogue.ListTypes)
        {
            next = listType.Authority == AuthorityClass.Public ? Math.Min(next, listType.InForce.NextChangeAfter(day)) : next;
        }

        foreach (var measure in catalogue.Measures)
        {
            if (measure.Kind == MeasureKind.Discipline && measure.Scenarios.Contains(scenario.Index))
            {
                next = Math.Min(next, measure.NextChangeAfter(day, region));
            }
        }

        return next;
    }

    private static bool CanBite(MeasureDefinition measure, ScenarioDefinition scenario, int region, int asOf) =>
        measure.Kind == MeasureKind.Discipline
        && measure.Effect != Effect.Inform
        && measure.InForce.Covers(asOf)
        && measure.Scenarios.Contains(scenario.Index)
        && measure.HasCarryingBasis(asOf)
        && measure.IsAdopted(region, asOf);

    private static void MarkLists(Catalogue catalogue, MeasureDefinition measure, int region, int asOf, bool[] required)
    {
        foreach (var condition in measure.Conditions)
        {
            if (condition.Regions.Count > 0 && !condition.Regions.Any(r => RegionCode.Contains(r, region)))
            {
                continue;
            }

            foreach (var index in condition.ListTypes)
            {
                required[index] |= Counts(catalogue.ListTypes[index], region, asOf);
            }
        }
    }

    // A list is required only where its entries count.
    private static bool Counts(ListTypeDefinition listType, int region, int asOf) =>
        listType.Authority == AuthorityClass.Public
        && listType.InForce.Covers(asOf)
        && CoverageTargets.Of(listType, region).Length > 0;
}
