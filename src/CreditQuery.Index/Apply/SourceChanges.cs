using CreditQuery.Protos.V1;
using CreditQuery.Rules.Coverage;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Index.Apply;

/// <summary>put_source and adopt_measure.</summary>
internal static class SourceChanges
{
    /// <summary>Registers a source and what it covers, or withdraws it; one that covers nothing because rows are missing stays known, for the status.</summary>
    public static ChangeOutcome PutSource(WorkingSet set, PutSource change)
    {
        if (change.Source.Length == 0)
        {
            return Outcomes.Refused(RefusalReason.MissingField, "source");
        }

        var index = set.Facts.Sources.IndexOf(change.Source);
        if (change.Withdrawn && change.MissingRows == 0)
        {
            return Withdraw(set, change.Source);
        }

        if (Read(set, change, out var refusal) is not { } source)
        {
            return change.Withdrawn ? Withdraw(set, change.Source) : refusal;
        }

        var same = index >= 0 && Same(set.Facts.Sources.Sources[index], source);
        set.Facts = set.Facts.With(same ? set.Facts.Sources.Touched(change.Source, set.RecordedAt) : set.Facts.Sources.With(source, set.RecordedAt));
        return Outcomes.AppliedIf(!same);
    }

    private static ChangeOutcome Withdraw(WorkingSet set, string source)
    {
        var known = set.Facts.Sources.IndexOf(source) >= 0;
        set.Facts = set.Facts.With(set.Facts.Sources.Without(source));
        return Outcomes.AppliedIf(known);
    }

    /// <summary>Records that a region adopts a recommended measure, or gives it up by giving a last day.</summary>
    /// <remarks>Source: 001 四(二十)44 (F053).</remarks>
    public static ChangeOutcome Adopt(WorkingSet set, AdoptMeasure change)
    {
        if (set.Catalogue?.FindMeasure(change.Measure) is null || !RegionCode.TryParse(change.Region, out var region))
        {
            return Outcomes.Refused(RefusalReason.UnknownCode, "measure, region");
        }

        if (!Days.TryRead(change.From, set.Day, out var from) || !Days.TryRead(change.To, CivilDay.Never, out var to))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "from, to");
        }

        var adoption = new RecordedAdoption(change.Measure, region, change.Department, new DayRange(from, to), change.DocumentNo);
        var adoptions = set.Facts.Adoptions;
        if (adoptions.Contains(adoption))
        {
            return Outcomes.NoChange;
        }

        var others = adoptions.RemoveAll(a => a.Measure == adoption.Measure && a.Region == region && a.Department == adoption.Department);
        set.Facts = set.Facts.With(others.Add(adoption));
        return Outcomes.Applied;
    }

    private static SourceDefinition? Read(WorkingSet set, PutSource change, out ChangeOutcome refusal)
    {
        refusal = Outcomes.NoChange;
        if (change.ListTypes.Count == 0 || change.ListTypes.Any(code => set.Catalogue?.FindListType(code) is null))
        {
            refusal = Outcomes.Refused(RefusalReason.UnknownListType, "list_types");
            return null;
        }

        var regions = new List<int>();
        foreach (var text in change.Regions)
        {
            if (!RegionCode.TryParse(text, out var region))
            {
                refusal = Outcomes.Refused(RefusalReason.UnknownCode, "regions");
                return null;
            }

            regions.Add(region);
        }

        if (!Days.TryRead(change.CoverageFrom, set.Day, out var coverageFrom))
        {
            refusal = Outcomes.Refused(RefusalReason.BadPeriod, "coverage_from");
            return null;
        }

        return new SourceDefinition(change.Source, [.. change.ListTypes], regions, coverageFrom, change.MaxSilence?.ToTimeSpan(), change.MissingRows, change.Withdrawn);
    }

    private static bool Same(SourceDefinition a, SourceDefinition b) =>
        a.ListTypes.SequenceEqual(b.ListTypes) && a.Regions.SequenceEqual(b.Regions)
        && (a with { ListTypes = b.ListTypes, Regions = b.Regions }) == b;
}
