using CreditQuery.Rules;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>Entries that follow from counted behaviours, worked out by counting anew for every day (ADR 0014).</summary>
internal static class NaiveCounts
{
    public static IEnumerable<NaiveEntry> Of(Catalogue catalogue, NaiveSubject subject) => subject.Behaviours.Count == 0 ? [] :
        from rule in catalogue.BehaviourRules
        let list = catalogue.ListTypes[rule.ListType]
        where (list.Scope == EntryScope.National || subject.Region != 0) && (subject.Kind == SubjectKind.Unspecified ? NaiveRegistry.KindsOf(subject.Id) : [subject.Kind]).Any(list.Kinds.Contains)
        from days in Periods(rule, subject, list.Tier == ListTier.Red)
        select new NaiveEntry
        {
            Id = $"counted:{Code32.Of($"{rule.Type}>{rule.MoreThan}/{rule.WithinDays}={list.Code}"):x8}:{CivilDay.Format(days.From)}",
            List = list.Code,
            Region = subject.Region,
            Scope = list.Scope,
            From = days.From,
            To = days.To,
        };

    // The days on which more than the number fell in the days up to then; what a minor did counts for no discipline.
    private static IEnumerable<DayRange> Periods(BehaviourRule rule, NaiveSubject subject, bool isHonour)
    {
        var counted = subject.Behaviours.Where(b => b.Key.Type == rule.Type && (isHonour || !subject.WasMinor(b.Value.Day))).Select(b => b.Value).ToList();
        var from = CivilDay.None;
        for (var day = counted.Select(b => b.Day).DefaultIfEmpty().Min(); counted.Count > 0 && day <= counted.Max(b => b.Day) + rule.WithinDays; day++)
        {
            var exceeds = counted.Where(b => b.Day <= day && day < b.Day + rule.WithinDays).Sum(b => b.Count) > rule.MoreThan;
            if (exceeds && from == CivilDay.None)
            {
                from = day;
            }
            else if (!exceeds && from != CivilDay.None)
            {
                yield return new DayRange(from, day - 1);
                from = CivilDay.None;
            }
        }
    }
}
