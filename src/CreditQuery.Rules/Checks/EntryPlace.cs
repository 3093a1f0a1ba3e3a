using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Rules.Checks;

/// <summary>Decides whether an entry counts in the region of a check.</summary>
/// <remarks>A check or an entry without a region counts everywhere: what is not known must not read as clean. Source: 000 六(六); 001 四(十六)32.</remarks>
internal static class EntryPlace
{
    public static bool CountsHere(in EntryRecord entry, int owner, EntryScope scopeOfList, ReadOnlySpan<EntryFact> facts, CheckPlan plan)
    {
        var scope = entry.Scope == EntryScope.Unspecified ? scopeOfList : entry.Scope;
        if (scope == EntryScope.National || plan.Region == RegionCode.Country || entry.Region == RegionCode.Country)
        {
            return true;
        }

        if (scope == EntryScope.Province)
        {
            return RegionCode.ProvinceOf(entry.Region) == RegionCode.ProvinceOf(plan.Region);
        }

        return RegionCode.Contains(entry.Region, plan.Region) || (scope == EntryScope.Recognised && IsRecognised(owner, facts, plan));
    }

    private static bool IsRecognised(int owner, ReadOnlySpan<EntryFact> facts, CheckPlan plan)
    {
        foreach (ref readonly var fact in facts)
        {
            if (fact.Owner == owner && fact.Kind == FactKind.Recognition && fact.From <= plan.AsOf && plan.AsOf <= fact.To && RegionCode.Contains(fact.Value, plan.Region))
            {
                return true;
            }
        }

        return false;
    }
}
