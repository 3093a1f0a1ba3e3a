using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Regions;
using CreditQuery.Rules.Transitions;
using CreditQuery.UnitTests.Properties.Histories;

namespace CreditQuery.UnitTests.Properties;

/// <summary>Who is told of what: everything, one list type, or one region and what lies in it.</summary>
/// <param name="ListType">Number of the list type; 0: all of them.</param>
/// <param name="Region">The region; 0: all of them.</param>
internal sealed record EntryFilter(int ListType, int Region)
{
    /// <summary>All that histories need, everything first.</summary>
    public static IEnumerable<EntryFilter> Of(Catalogue catalogue) =>
    [
        new(0, 0), .. catalogue.ListTypes.Select(static list => new EntryFilter(list.Number, 0)),
        .. RandomQuestions.Regions.Select(static code => RegionCode.TryParse(code, out var region) ? new EntryFilter(0, region) : throw new ArgumentException(code)),
    ];

    /// <summary>A change of an entry is told to it.</summary>
    public bool Wants(StatusChange change) => Wants(change.ListType, change.Region)
        && (change.Audience == StatusAudience.Unspecified || Wants(change.OtherListType, change.OtherRegion) == (change.Audience == StatusAudience.Keeps));

    private bool Wants(int listType, int region) => (ListType == 0 || ListType == listType) && RegionCode.Contains(Region, region);
}
