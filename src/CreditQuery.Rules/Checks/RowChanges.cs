using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Rules.Checks;

/// <summary>Days on which rows of a scenario, their bases or their adoption begin or end: time alone changes answers then too.</summary>
internal static class RowChanges
{
    /// <summary>The next day for each list type; Never if there is none.</summary>
    public static int[] ByList(Catalogue catalogue, ScenarioDefinition scenario, PlanKey key)
    {
        var next = new int[catalogue.ListTypes.Count];
        for (var index = 0; index < next.Length; index++)
        {
            next[index] = catalogue.ListTypes[index].InForce.NextChangeAfter(key.AsOf);
        }

        foreach (var measure in catalogue.Tables.MeasuresOf(scenario))
        {
            var change = measure.NextChangeAfter(key.AsOf, key.Region);
            if (change == CivilDay.Never)
            {
                continue;
            }

            foreach (var listType in measure.Conditions.SelectMany(c => c.ListTypes))
            {
                next[listType] = Math.Min(next[listType], change);
            }
        }

        return next;
    }

    /// <summary>The next day for rows that look at a grade.</summary>
    public static int OfGrades(Catalogue catalogue, ScenarioDefinition scenario, PlanKey key) => Of(catalogue, scenario, key, c => c.GradeScheme is not null);

    /// <summary>The next day for rows that look at a clean record.</summary>
    public static int OfCleanRecord(Catalogue catalogue, ScenarioDefinition scenario, PlanKey key) => Of(catalogue, scenario, key, c => c.ThreeCleanYears && !c.NeedsEntry);

    private static int Of(Catalogue catalogue, ScenarioDefinition scenario, PlanKey key, Func<MeasureCondition, bool> isMeant) =>
        catalogue.Tables.MeasuresOf(scenario).Where(m => m.Conditions.Any(isMeant)).Select(m => m.NextChangeAfter(key.AsOf, key.Region)).DefaultIfEmpty(CivilDay.Never).Min();
}
