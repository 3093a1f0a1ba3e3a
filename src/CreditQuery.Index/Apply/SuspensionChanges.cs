using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Apply;

/// <summary>stay_entry, end_stay, open_objection, close_objection, set_grace.</summary>
internal static class SuspensionChanges
{
    /// <summary>Suspends an entry by a court's order.</summary>
    public static ChangeOutcome Stay(WorkingSet set, StayEntry change)
    {
        if (!EntryLookup.TryFind(set, change.Entry, out var found, out var refusal))
        {
            return refusal;
        }

        if (!Days.TryRead(change.EffectiveOn, set.Day, out var day))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "effective_on");
        }

        var fact = new EntryFact { Kind = FactKind.Stay, From = day, To = CivilDay.Never };
        return Open(set, found, FactTexts.Make(fact, change.OrderNo), "order_no");
    }

    /// <summary>Ends a stay: the day named is the first one without it.</summary>
    public static ChangeOutcome EndStay(WorkingSet set, EndStay change) =>
        EntryLookup.TryFind(set, change.Entry, out var found, out var refusal)
            ? Close(set, found, FactKind.Stay, change.OrderNo, change.EffectiveOn)
            : refusal;

    /// <summary>Records an objection that the recogniser has accepted; what it does is the catalogue's.</summary>
    public static ChangeOutcome OpenObjection(WorkingSet set, OpenObjection change)
    {
        if (!EntryLookup.TryFind(set, change.Entry, out var found, out var refusal))
        {
            return refusal;
        }

        if (!Days.TryRead(change.AcceptedOn, set.Day, out var day) || !Days.TryRead(change.ReplyDue, CivilDay.None, out var due))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "accepted_on, reply_due");
        }

        var fact = new EntryFact { Kind = FactKind.Objection, From = day, To = CivilDay.Never, Value = due };
        return Open(set, found, FactTexts.Make(fact, change.ObjectionId, change.Target, change.Source, change.AcceptedBy), "objection_id");
    }

    /// <summary>Closes an objection: the day named is the first one without it.</summary>
    public static ChangeOutcome CloseObjection(WorkingSet set, CloseObjection change) =>
        EntryLookup.TryFind(set, change.Entry, out var found, out var refusal)
            ? Close(set, found, FactKind.Objection, change.ObjectionId, change.EffectiveOn)
            : refusal;

    /// <summary>Sets or ends the grace period.</summary>
    public static ChangeOutcome SetGrace(WorkingSet set, SetGrace change)
    {
        if (!EntryLookup.TryFindStated(set, change.Entry, out var found, out var refusal))
        {
            return refusal;
        }

        if (!Days.TryRead(change.GraceTo, CivilDay.None, out var day))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "grace_to");
        }

        if (found.Entry.Value.GraceTo == day)
        {
            return Outcomes.NoChange;
        }

        found.Entry.Value.GraceTo = day;
        return found.Changed(set);
    }

    /// <summary>Adds a fact to an entry, once.</summary>
    internal static ChangeOutcome Open(WorkingSet set, EntryLookup found, Texted<EntryFact>? fact, string field)
    {
        if (fact is null)
        {
            return Outcomes.Refused(RefusalReason.MissingField, field);
        }

        var id = fact.Texts.AsSpan(0, fact.Value.IdLength);
        if (found.Entry.FindFact(fact.Value.Kind, id) is { } existing)
        {
            return SameFact(existing, fact) ? Outcomes.NoChange : Outcomes.Refused(RefusalReason.AlreadyExists, field);
        }

        if (EntryIsOver(set, found.Entry))
        {
            return Outcomes.Refused(RefusalReason.EntryEnded);
        }

        var facts = found.Entry.Facts ??= [];
        if (facts.Count >= FactTexts.MaxFacts)
        {
            return Outcomes.Refused(RefusalReason.TooMany, field);
        }

        facts.Add(fact);
        return found.Changed(set);
    }

    /// <summary>Ends a fact on the day before the one named.</summary>
    internal static ChangeOutcome Close(WorkingSet set, EntryLookup found, FactKind kind, string id, string effectiveOn)
    {
        if (!Days.TryRead(effectiveOn, set.Day, out var day))
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "effective_on");
        }

        if (found.Entry.FindFact(kind, Encoding.UTF8.GetBytes(id)) is not { } fact)
        {
            return Outcomes.Refused(RefusalReason.NoSuchObject);
        }

        var last = Days.Before(day);
        if (fact.Value.To <= last)
        {
            return Outcomes.NoChange;
        }

        fact.Value.To = last;
        return found.Changed(set);
    }

    private static bool EntryIsOver(WorkingSet set, WorkingEntry entry) => entry.Value.RevokedOn <= set.Day || entry.Value.RepairedOn <= set.Day;

    // A fact that was ended or used since is the same fact still.
    private static bool SameFact(Texted<EntryFact> existing, Texted<EntryFact> stated) =>
        existing.Value.From == stated.Value.From && existing.Value.Items == stated.Value.Items
        && (existing.Value.Kind == FactKind.Exemption
            ? PersonalExemptions.TextOf(existing) == PersonalExemptions.TextOf(stated)
            : existing.Value.Value == stated.Value.Value);
}
