using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Regions;
using CreditQuery.Rules.Subjects;
using CreditQuery.Rules.Transitions;
using CreditQuery.UnitTests.Properties.Histories;

namespace CreditQuery.UnitTests.Properties;

/// <summary>Who is told of what: everything, one list type, one region and what lies in it, or one kind of subject.</summary>
/// <param name="ListType">Number of the list type; 0: all of them.</param>
/// <param name="Region">The region; 0: all of them.</param>
/// <param name="Kind">The kind; null: all of them.</param>
internal sealed record EntryFilter(int ListType, int Region, SubjectKind? Kind = null)
{
    /// <summary>All that histories need, everything first.</summary>
    public static IEnumerable<EntryFilter> Of(Catalogue catalogue) =>
    [
        new(0, 0), .. catalogue.ListTypes.Select(static list => new EntryFilter(list.Number, 0)),
        .. RandomQuestions.Regions.Select(static code => RegionCode.TryParse(code, out var region) ? new EntryFilter(0, region) : throw new ArgumentException(code)),
        .. RandomChanges.Kinds.Select(static kind => new EntryFilter(0, 0, (SubjectKind)kind)),
    ];

    /// <summary>A change of an entry is told to it.</summary>
    public bool Wants(StatusChange change, SubjectKind kind)
    {
        var before = change.KindBefore ?? kind;
        return change.Audience switch
        {
            StatusAudience.Unspecified => Wants(change.ListType, change.Region, before),
            StatusAudience.Keeps => Wants(change.ListType, change.Region, kind) && Wants(change.OtherListType, change.OtherRegion, before),
            StatusAudience.Gains => Wants(change.ListType, change.Region, kind) && !Wants(change.OtherListType, change.OtherRegion, before),
            _ => Wants(change.ListType, change.Region, before) && !Wants(change.OtherListType, change.OtherRegion, kind),
        };
    }

    private bool Wants(int listType, int region, SubjectKind kind) =>
        (ListType == 0 || ListType == listType) && RegionCode.Contains(Region, region) && (Kind is not { } wanted || wanted == kind);
}
