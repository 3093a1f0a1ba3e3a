using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>What is kept no longer: it matters only to what is put again later, because no answer looks back so far.</summary>
/// <remarks>Source: architecture, chapter 4; ADR 0014.</remarks>
internal static class NaiveRetention
{
    // An answer looks a year back, and three clean years before that.
    private const int PastYear = 367;
    private const int ThreeYears = 1096;

    public static void Trim(Catalogue catalogue, NaiveSubject subject, int today)
    {
        subject.Entries.RemoveAll(entry => EndOf(entry) is not CivilDay.Never and var end && today > end + DaysOf(catalogue.FindListType(entry.List)!));
        foreach (var (key, behaviour) in subject.Behaviours.ToArray())
        {
            var days = catalogue.BehaviourRules.Where(rule => rule.Type == key.Type)
                .Select(rule => rule.WithinDays + DaysOf(catalogue.ListTypes[rule.ListType])).DefaultIfEmpty(PastYear + PastYear + ThreeYears).Max();
            if (today > behaviour.Day + days)
            {
                subject.Behaviours.Remove(key);
            }
        }
    }

    private static int DaysOf(ListTypeDefinition list) => Math.Max(list.FactRetentionDays, PastYear + (list.Adverse ? ThreeYears : 0));

    // The last day on which it counts, is monitored, is disputed, or is decided. What was repaired or revoked is over on that day, whatever is disputed.
    private static int EndOf(NaiveEntry entry)
    {
        var end = entry.ExitedOn == CivilDay.Never ? entry.To
            : entry.MonitorTo == CivilDay.None ? Math.Min(entry.To, entry.ExitedOn - 1)
            : Math.Max(entry.MonitorTo, entry.ExitedOn - 1);
        var settled = Math.Min(entry.RepairedOn, entry.RevokedOn);
        var disputed = entry.Stays.Concat(entry.Objections).Select(fact => fact.To).DefaultIfEmpty(CivilDay.None).Max();
        return Math.Max(entry.DecidedOn, settled == CivilDay.Never ? Math.Max(end, disputed) : Math.Min(end, settled - 1));
    }
}
