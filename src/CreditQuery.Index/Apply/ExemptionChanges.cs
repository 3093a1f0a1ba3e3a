using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Apply;

/// <summary>grant_exemption, use_exemption, release_exemption, revoke_exemption.</summary>
internal static class ExemptionChanges
{
    private const int OrderNo = 1;
    private const int WorkItem = 2;

    /// <summary>Lifts an entry for items and days: for its own subject, or for one person behind the unit.</summary>
    public static ChangeOutcome Grant(WorkingSet set, GrantExemption change)
    {
        if (!EntryLookup.TryFind(set, change.Entry, out var found, out var refusal))
        {
            return refusal;
        }

        if (!Days.TryRead(change.From, set.Day, out var from) || !Days.TryRead(change.To, CivilDay.None, out var to) || to < from)
        {
            return Outcomes.Refused(change.To.Length == 0 ? RefusalReason.MissingField : RefusalReason.BadPeriod, "from, to");
        }

        var limited = found.Entry.Value.Items == 0 ? ConsumptionItems.All : found.Entry.Value.Items;
        if (!CatalogueCodes.TryReadItems(change.Items, limited, out var items))
        {
            return Outcomes.Refused(RefusalReason.UnknownCode, "items");
        }

        if (PersonalExemptions.Refuse(set, found, change) is { } reason)
        {
            return reason;
        }

        var fact = new EntryFact
        {
            Kind = FactKind.Exemption,
            From = from,
            To = to,
            Items = items,
            Flags = (change.SingleUse ? FactFlags.SingleUse : FactFlags.None) | (change.Person is null ? FactFlags.None : FactFlags.Personal),
        };
        var texts = FactTexts.Make(fact, change.ExemptionId, change.OrderNo, "", PersonalExemptions.TextOf(change.Person));
        return SuspensionChanges.Open(set, found, texts, "exemption_id");
    }

    /// <summary>Uses a single-use exemption; the first use in the log wins.</summary>
    public static ChangeOutcome Use(WorkingSet set, UseExemption change)
    {
        if (!TryFind(set, change.Entry, change.ExemptionId, out var found, out var fact, out var refusal))
        {
            return refusal;
        }

        if (!Days.TryRead(change.UsedOn, set.Day, out var day) || day < fact.Value.From || day > fact.Value.To)
        {
            return Outcomes.Refused(RefusalReason.NotCovered, "used_on");
        }

        if ((fact.Value.Flags & FactFlags.SingleUse) == 0)
        {
            return Outcomes.NoChange;
        }

        if ((fact.Value.Flags & FactFlags.Used) != 0)
        {
            return FactTexts.Read(fact, WorkItem) == change.WorkItemNo ? Outcomes.NoChange : Outcomes.Refused(RefusalReason.AlreadyUsed);
        }

        return change.WorkItemNo.Length == 0
            ? Outcomes.Refused(RefusalReason.MissingField, "work_item_no")
            : Write(set, found, fact, day, change.WorkItemNo);
    }

    /// <summary>Gives a use back.</summary>
    public static ChangeOutcome Release(WorkingSet set, ReleaseExemption change)
    {
        if (!TryFind(set, change.Entry, change.ExemptionId, out var found, out var fact, out var refusal))
        {
            return refusal;
        }

        if ((fact.Value.Flags & FactFlags.Used) == 0)
        {
            return Outcomes.NoChange;
        }

        return FactTexts.Read(fact, WorkItem) == change.WorkItemNo
            ? Write(set, found, fact, CivilDay.None, "")
            : Outcomes.Refused(RefusalReason.NoSuchObject, "work_item_no");
    }

    /// <summary>Takes an exemption back: the day named is the first one without it.</summary>
    public static ChangeOutcome Revoke(WorkingSet set, RevokeExemption change) =>
        EntryLookup.TryFind(set, change.Entry, out var found, out var refusal)
            ? SuspensionChanges.Close(set, found, FactKind.Exemption, change.ExemptionId, change.EffectiveOn)
            : refusal;

    private static ChangeOutcome Write(WorkingSet set, EntryLookup found, Texted<EntryFact> fact, int usedOn, string workItem)
    {
        var id = Encoding.UTF8.GetString(fact.Texts.AsSpan(0, fact.Value.IdLength));
        if (FactTexts.Make(fact.Value, id, FactTexts.Read(fact, OrderNo), workItem, FactTexts.Read(fact, PersonalExemptions.Person)) is not { } written)
        {
            return Outcomes.Refused(RefusalReason.TooMany, "work_item_no");
        }

        fact.Texts = written.Texts;
        fact.Value.Value = usedOn;
        fact.Value.Flags = usedOn == CivilDay.None ? fact.Value.Flags & ~FactFlags.Used : fact.Value.Flags | FactFlags.Used;
        return found.Changed(set);
    }

    private static bool TryFind(
        WorkingSet set, EntryRef? entry, string exemptionId, out EntryLookup found, out Texted<EntryFact> fact, out ChangeOutcome refusal)
    {
        fact = null!;
        if (!EntryLookup.TryFind(set, entry, out found, out refusal))
        {
            return false;
        }

        var existing = found.Entry.FindFact(FactKind.Exemption, Encoding.UTF8.GetBytes(exemptionId));
        refusal = existing is null ? Outcomes.Refused(RefusalReason.NoSuchObject, "exemption_id") : Outcomes.NoChange;
        fact = existing!;
        return existing is not null;
    }
}
