using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>What the sources cover, as ADR 0009 and 0008 say it.</summary>
internal sealed class NaiveCoverage
{
    private readonly NaiveRegistry _registry;
    private readonly NaiveQuestion _question;
    private readonly NaiveRows _rows;

    public NaiveCoverage(NaiveRegistry registry, NaiveQuestion question, NaiveRows rows)
    {
        (_registry, _question, _rows) = (registry, question, rows);
        var adverse = registry.Catalogue.ListTypes.Where(l => l.Adverse && Counts(l)).ToList();
        var required = Biting().Concat(question.Scenario.AddedRequiredLists.Select(index => registry.Catalogue.ListTypes[index])).Distinct().ToList();
        required = required.Count == 0 ? adverse : required;
        Gaps = (required.TrueForAll(IsLoaded) ? IndeterminateReasons.None : IndeterminateReasons.ListNotLoaded)
            | (required.Exists(IsSilent) ? IndeterminateReasons.SourceSilent : IndeterminateReasons.None);
        CrossChecked = adverse.TrueForAll(l => IsLoaded(l) && !IsSilent(l));
        CompleteFrom = adverse.Count == 0 || !adverse.TrueForAll(IsLoaded) ? CivilDay.Never : adverse.Max(LoadedFrom);
    }

    public IndeterminateReasons Gaps { get; }

    public bool CrossChecked { get; }

    /// <summary>First day from which every adverse public list is complete.</summary>
    public int CompleteFrom { get; }

    // Public lists that can yield a discipline of the scenario here.
    private IEnumerable<ListTypeDefinition> Biting() =>
        from row in _registry.Catalogue.Measures
        where row.Kind == MeasureKind.Discipline && row.Effect != Effect.Inform && row.Scenarios.Contains(_question.Scenario.Index)
        where row.InForce.Covers(_question.Day) && _rows.HasBasis(row) && _rows.IsAdopted(row)
        from condition in row.Conditions
        where condition.Regions.Count == 0 || condition.Regions.Any(r => NaivePlaces.Contains(r, _question.Region))
        from index in condition.ListTypes
        let list = _registry.Catalogue.ListTypes[index]
        where Counts(list)
        select list;

    private bool Counts(ListTypeDefinition list) => list.Authority == AuthorityClass.Public && list.InForce.Covers(_question.Day) && Places(list).Count > 0;

    // Places of which each must lie in a region that a source covers; none where no entry of the list counts.
    private List<int> Places(ListTypeDefinition list)
    {
        var asked = _question.Region;
        if (list.Scope == EntryScope.Local && asked != 0)
        {
            return list.Regions.Count == 0 || list.Regions.Any(r => NaivePlaces.Contains(r, asked)) ? [asked] : [];
        }

        var area = list.Scope == EntryScope.Province ? NaivePlaces.Province(asked) : 0;
        if (list.Regions.Count == 0)
        {
            return [area];
        }

        // The list exists only there: what of its regions and of the area is common to both.
        return [.. list.Regions.Where(r => NaivePlaces.Contains(r, area)).Select(_ => area).Concat(list.Regions.Where(r => NaivePlaces.Contains(area, r))).Distinct()];
    }

    private List<int> PlacesOrHere(ListTypeDefinition list) => Places(list) is { Count: > 0 } places ? places : [_question.Region];

    private IEnumerable<NaiveSource> Delivering(ListTypeDefinition list) => _registry.Sources.Values.Where(s => s.Lists.Contains(list.Code));

    private static bool Covers(NaiveSource source, int place) => source.Regions.Any(r => NaivePlaces.Contains(r, place));

    private bool IsLoaded(ListTypeDefinition list) => PlacesOrHere(list).TrueForAll(place => Delivering(list).Any(s => Covers(s, place)));

    // Where one that promised is silent, those who still speak know of what came and went from their own first day only.
    private int LoadedFrom(ListTypeDefinition list)
    {
        var places = PlacesOrHere(list);
        var standIns = places.TrueForAll(place => Promising(list).Any(s => Covers(s, place)));
        return places.Max(place =>
        {
            var from = Delivering(list).Where(s => Covers(s, place)).Min(s => s.CoverageFrom);
            var promising = Promising(list).Where(s => Covers(s, place)).ToList();
            return standIns && promising.Exists(s => !Speaks(s)) ? Math.Max(from, promising.Where(Speaks).Select(s => s.CoverageFrom).DefaultIfEmpty(CivilDay.Never).Min()) : from;
        });
    }

    private IEnumerable<NaiveSource> Promising(ListTypeDefinition list) => Delivering(list).Where(s => s.MaxSilence is not null);

    // A promise that is broken is a silence, unless a source that covers the same place keeps one of its own.
    private bool IsSilent(ListTypeDefinition list)
    {
        var places = PlacesOrHere(list);
        var promising = Promising(list).ToList();
        if (places.TrueForAll(place => promising.Exists(s => Covers(s, place))))
        {
            return !places.TrueForAll(place => promising.Exists(s => Covers(s, place) && Speaks(s)));
        }

        return promising.Exists(s => !Speaks(s) && places.Exists(p => s.Regions.Any(r => NaivePlaces.Contains(r, p) || NaivePlaces.Contains(p, r))));
    }

    private bool Speaks(NaiveSource source) => _question.At <= source.LastChange + source.MaxSilence;
}
