using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Rules.Checks;

/// <summary>Decides whether an entry counts in the region of a check.</summary>
/// <remarks>An entry without a region counts everywhere: what is not known must not read as clean. A check for the whole country, or without a
/// region, cannot tell of an entry that counts in a part of it. Source: 000 六(六); 001 四(十六)32; ADR 0010.</remarks>
internal static class EntryPlace
{
    public static Placement Of(in EntryRecord entry, int owner, EntryScope scopeOfList, ReadOnlySpan<EntryFact> facts, CheckPlan plan)
    {
        var scope = entry.Scope == EntryScope.Unspecified ? scopeOfList : entry.Scope;
        if (scope == EntryScope.National || entry.Region == RegionCode.Country)
        {
            return Placement.Here;
        }

        if (plan.Region == RegionCode.Country)
        {
            return Placement.Unknown;
        }

        var counts = scope == EntryScope.Province
            ? RegionCode.ProvinceOf(entry.Region) == RegionCode.ProvinceOf(plan.Region)
            : RegionCode.Contains(entry.Region, plan.Region) || (scope == EntryScope.Recognised && IsRecognised(owner, facts, plan));
        return counts ? Placement.Here : Placement.Elsewhere;
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
