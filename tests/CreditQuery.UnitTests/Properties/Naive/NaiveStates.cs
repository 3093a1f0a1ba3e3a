using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>States of entries as the design orders them: REVOKED, REPAIRED, MONITORED, EXITED, EXPIRED, SUSPENDED, GRACE or PENDING, ACTIVE.</summary>
internal static class NaiveStates
{
    public static EntryState Of(NaiveEntry entry, ListTypeDefinition list, NaiveQuestion question)
    {
        var day = question.Day;
        if (entry.RevokedOn <= question.Known)
        {
            return EntryState.Revoked;
        }

        if (entry.RepairedOn <= question.Known)
        {
            return EntryState.Repaired;
        }

        if (entry.ExitedOn <= day)
        {
            return day <= entry.MonitorTo ? EntryState.Monitored : EntryState.Exited;
        }

        if (day > entry.To)
        {
            return EntryState.Expired;
        }

        if (entry.Stays.Exists(stay => stay.Covers(day)) || (entry.Objections.Exists(o => o.Covers(day)) && ObjectionSuspends(entry, list, question)))
        {
            return EntryState.Suspended;
        }

        if (entry.AwaitsResolution || day <= entry.RectifyBy)
        {
            return EntryState.Pending;
        }

        // Grace is told from the decision on, also before the first day.
        var begun = entry.From <= day || (entry.DecidedOn != CivilDay.None && entry.DecidedOn <= day);
        return begun && day <= entry.GraceTo ? EntryState.Grace : entry.From <= day ? EntryState.Active : EntryState.Pending;
    }

    /// <summary>Whether an entry counts in a region; null for the whole country where the entry counts in a part of it: nobody can tell.</summary>
    public static bool? CountsIn(NaiveEntry entry, int region) => entry.Scope == EntryScope.National || entry.Region == 0 ? true : region == 0 ? null : entry.Scope switch
    {
        EntryScope.Province => NaivePlaces.Province(entry.Region) == NaivePlaces.Province(region),
        EntryScope.Recognised => NaivePlaces.Contains(entry.Region, region) || entry.Recognised.Any(r => NaivePlaces.Contains(r, region)),
        _ => NaivePlaces.Contains(entry.Region, region),
    };

    private static bool ObjectionSuspends(NaiveEntry entry, ListTypeDefinition list, NaiveQuestion question)
    {
        var region = question.Region == 0 ? entry.Region : question.Region;
        var rule = list.Judicial ? null : list.Objections.Where(o => NaivePlaces.Contains(o.Region, region)).MaxBy(o => NaivePlaces.Narrowness(o.Region));
        return rule is not null && (list.Tier == ListTier.Red ? rule.Incentives : rule.Disciplines) == ObjectionEffect.Suspend;
    }
}
