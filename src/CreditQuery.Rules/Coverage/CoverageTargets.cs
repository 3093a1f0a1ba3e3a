using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Rules.Coverage;

/// <summary>Where a list must be covered so that none of its entries that count in the region of a check can be missing.</summary>
/// <remarks>An entry of a national list bites wherever it was made: a source of one region cannot vouch for the others. Source: ADR 0009.</remarks>
internal static class CoverageTargets
{
    /// <summary>Regions of which each must lie in one that a source of the list covers.</summary>
    /// <returns>Empty where no entry of the list counts. A check without a region needs the list wherever it exists.</returns>
    public static int[] Of(ListTypeDefinition listType, int region)
    {
        if (listType.Scope == EntryScope.Local && region != RegionCode.Country)
        {
            return listType.Regions.Count == 0 || listType.Regions.Any(r => RegionCode.Contains(r, region)) ? [region] : [];
        }

        // Entries recognised elsewhere come from anywhere.
        var area = listType.Scope == EntryScope.Province ? RegionCode.ProvinceOf(region) : RegionCode.Country;
        return listType.Regions.Count == 0
            ? [area]
            : [.. listType.Regions.Where(r => RegionCode.Contains(area, r) || RegionCode.Contains(r, area)).Select(r => RegionCode.Contains(r, area) ? area : r).Distinct()];
    }
}
