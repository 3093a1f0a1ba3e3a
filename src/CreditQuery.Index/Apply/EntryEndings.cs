using CreditQuery.Index.Records;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Apply;

/// <summary>exit_entry, repair_entry, revoke_entry: three different ends of an entry.</summary>
internal static class EntryEndings
{
    /// <summary>A change ended the entry, or will on a later day.</summary>
    public static bool HasEnded(WorkingEntry entry) =>
        entry.Value.ExitedOn != CivilDay.Never || entry.Value.RepairedOn != CivilDay.Never || entry.Value.RevokedOn != CivilDay.Never;

    /// <summary>Takes an entry off its list.</summary>
    public static ChangeOutcome Exit(WorkingSet set, ExitEntry change)
    {
        if (!EntryLookup.TryFindStated(set, change.Entry, out var found, out var refusal))
        {
            return refusal;
        }

        ref var entry = ref found.Entry.Value;
        if (!Days.TryRead(change.EffectiveOn, set.Day, out var day) || !Days.TryRead(change.MonitorTo, CivilDay.None, out var monitorTo))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "effective_on, monitor_to");
        }

        if (entry.ExitedOn == day && entry.MonitorTo == monitorTo)
        {
            return Outcomes.NoChange;
        }

        if (entry.RevokedOn != CivilDay.Never || entry.RepairedOn != CivilDay.Never || HasHappened(set, entry.ExitedOn))
        {
            return Outcomes.Refused(RefusalReason.EntryEnded);
        }

        (entry.ExitedOn, entry.MonitorTo) = (day, monitorTo);
        return End(set, found, change.NoticeNo, change.Reason);
    }

    /// <summary>Repairs: the entry leaves every answer for every day.</summary>
    public static ChangeOutcome Repair(WorkingSet set, RepairEntry change)
    {
        if (!EntryLookup.TryFindStated(set, change.Entry, out var found, out var refusal))
        {
            return refusal;
        }

        ref var entry = ref found.Entry.Value;
        if (!Days.TryRead(change.EffectiveOn, set.Day, out var day))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "effective_on");
        }

        if (entry.RepairedOn == day)
        {
            return Outcomes.NoChange;
        }

        if (entry.RevokedOn != CivilDay.Never || HasHappened(set, entry.RepairedOn))
        {
            return Outcomes.Refused(RefusalReason.EntryEnded);
        }

        if (found.Entry.Has(EntryFlags.NotRepairable) || found.List(set) is { Repairable: false })
        {
            return Outcomes.Refused(RefusalReason.NotRepairable);
        }

        if (day < EarliestRepair(set, found))
        {
            return Outcomes.Refused(RefusalReason.TooEarly, "effective_on");
        }

        entry.RepairedOn = day;
        return End(set, found, change.DecisionNo, change.Method);
    }

    /// <summary>Revokes: as if the entry had never been.</summary>
    public static ChangeOutcome Revoke(WorkingSet set, RevokeEntry change)
    {
        if (!EntryLookup.TryFindStated(set, change.Entry, out var found, out var refusal))
        {
            return refusal;
        }

        ref var entry = ref found.Entry.Value;
        if (!Days.TryRead(change.EffectiveOn, set.Day, out var day))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "effective_on");
        }

        if (entry.RevokedOn == day || HasHappened(set, entry.RevokedOn))
        {
            return Outcomes.NoChange;
        }

        entry.RevokedOn = day;
        return End(set, found, change.DecisionNo, "");
    }

    // An end that lies ahead may still be decided otherwise; one that has come may not.
    private static bool HasHappened(WorkingSet set, int day) => day <= set.Day;

    private static int EarliestRepair(WorkingSet set, EntryLookup found) =>
        found.List(set) is { } list ? PublicationDays.EarliestRepair(set.Catalogue!, found.Entry.Value, list) : found.Entry.Value.EarliestRepairOn;

    private static ChangeOutcome End(WorkingSet set, EntryLookup found, string number, string reason)
    {
        found.Entry.Texts = EntryTexts.With(found.Entry.Texts, EntryText.Ending, $"{number}\n{reason}");
        return found.Changed(set);
    }
}
