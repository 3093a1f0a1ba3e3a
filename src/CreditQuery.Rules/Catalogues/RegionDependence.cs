using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Rules.Catalogues;

/// <summary>Which scenarios have rows that differ by region: a check there must name one. Worked out once per catalogue.</summary>
/// <remarks>Rows of a region, adoptions by regions, public lists that bite in part of the country, and tables of regions. Rules for objections
/// do not count: without a region that of the entry decides. Reference lists and rows that inform bite nowhere. Source: ADR 0010.</remarks>
internal static class RegionDependence
{
    /// <summary>By scenario.</summary>
    public static bool[] Of(CatalogueParts parts)
    {
        var depends = new bool[parts.Scenarios.Length];
        foreach (var measure in parts.Measures.Where(m => m.Effect != Effect.Inform && DependsOnRegion(m, parts)))
        {
            foreach (var scenario in measure.Scenarios)
            {
                depends[scenario] = true;
            }
        }

        var byTables = new Dictionary<AdviceKind, bool>
        {
            [AdviceKind.Tender] = parts.TenderSchemes.Any(s => s.Region != RegionCode.Country),
            [AdviceKind.Inspection] = parts.SupervisionFactors.Any(f => f.Region != RegionCode.Country),
            [AdviceKind.Pricing] = parts.ListTypes.Any(l => IsRegional(l) && !l.NamedOnly && parts.PriceSignals.Any(p => p.Tier == l.Tier)),
        };
        foreach (var scenario in parts.Scenarios)
        {
            depends[scenario.Index] |= byTables.GetValueOrDefault(scenario.Advice);
        }

        return depends;
    }

    private static bool DependsOnRegion(MeasureDefinition measure, CatalogueParts parts) =>
        (measure.AdoptionNeeded && measure.Adoptions.Any(a => a.Region != RegionCode.Country))
        || measure.Conditions.Any(c => c.Regions.Any(r => r != RegionCode.Country) || c.ListTypes.Any(index => IsRegional(parts.ListTypes[index])));

    private static bool IsRegional(ListTypeDefinition listType) =>
        listType.Authority == AuthorityClass.Public && (listType.Scope != EntryScope.National || listType.Regions.Any(r => r != RegionCode.Country));
}
