using System.Text;
using CreditQuery.Index;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using Decision = CreditQuery.Protos.V1.Decision;
using EntryState = CreditQuery.Protos.V1.EntryState;
using RuleState = CreditQuery.Rules.Checks.EntryState;

namespace CreditQuery.Server.Checks;

/// <summary>Writes one list entry with its state.</summary>
internal static class EntryStatusMapper
{
    /// <summary>Writes an entry.</summary>
    /// <param name="view">The record it stands in.</param>
    /// <param name="entry">The entry, own or of a slot.</param>
    /// <param name="owner">Position under which facts name it.</param>
    /// <param name="scope">Catalogue and cipher.</param>
    /// <param name="days">The days.</param>
    /// <returns>Null if it is invisible: revoked, repaired, or counted by a rule that the catalogue does not have.</returns>
    public static EntryStatus? Map(in SubjectView view, in EntryRecord entry, int owner, in MapScope scope, CheckDays days)
    {
        var listType = scope.Catalogue.ListTypeOf(entry);
        var state = EntryStates.StateOf(entry, owner, view.Facts, listType, days);
        var ofAnotherRule = listType is null && (entry.Flags & EntryFlags.Counted) != 0;
        if (state is RuleState.Revoked or RuleState.Repaired || ofAnotherRule)
        {
            return null;
        }

        var status = new EntryStatus
        {
            EntryId = Text(view.EntryId(entry)),
            ListType = listType?.Code ?? Text(view.Text(entry, EntryText.ListType)),
            ListTypeZh = listType?.NameZh ?? "",
            Tier = listType is null ? "" : TierCodes.Upper(listType.Tier),
            State = (EntryState)state,
            Region = SubjectStatusMapper.RegionText(entry.Region),
            SeverityScheme = Text(view.Text(entry, EntryText.SeverityScheme)),
            Severity = Text(view.Text(entry, EntryText.Severity)),
            ValidFrom = CivilDay.Format(entry.ValidFrom),
            ValidTo = CivilDay.Format(entry.ValidTo),
            Decision = DecisionOf(view, entry, scope.Catalogue),
            CauseCode = Text(view.Text(entry, EntryText.CauseCode)),
            CauseText = Text(view.Text(entry, EntryText.CauseText)),
            Repairable = listType is { Repairable: true } && (entry.Flags & (EntryFlags.NotRepairable | EntryFlags.Counted)) == 0,
            Inherited = (entry.Flags & EntryFlags.Inherited) != 0,
        };
        AddFacts(view, owner, days.AsOf, scope.Cipher, status);
        return status;
    }

    /// <summary>The decision behind an entry.</summary>
    /// <param name="view">The record it stands in.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="catalogue">Names the authority.</param>
    public static Decision DecisionOf(in SubjectView view, in EntryRecord entry, Catalogue catalogue)
    {
        var authority = Text(view.Text(entry, EntryText.DecisionAuthority));
        return new Decision
        {
            Number = Text(view.Text(entry, EntryText.DecisionNo)),
            Authority = authority,
            AuthorityZh = catalogue.FindDepartment(authority)?.NameZh ?? "",
            DecidedOn = CivilDay.Format(entry.DecidedOn),
            Contact = Text(view.Text(entry, EntryText.Contact)),
        };
    }

    private static void AddFacts(in SubjectView view, int owner, int asOf, SubjectKeyCipher cipher, EntryStatus status)
    {
        foreach (ref readonly var fact in view.Facts)
        {
            if (fact.Owner != owner)
            {
                continue;
            }

            if (fact.Kind == FactKind.Objection && fact.From <= asOf && asOf <= fact.To)
            {
                status.Disputed = new Disputed { Since = CivilDay.Format(fact.From), ReplyDue = CivilDay.Format(fact.Value) };
            }
            else if (fact.Kind == FactKind.Exemption)
            {
                status.Exemptions.Insert(0, ExemptionOf(view, fact, cipher));
            }
        }
    }

    private static ExemptionStatus ExemptionOf(in SubjectView view, in EntryFact fact, SubjectKeyCipher cipher)
    {
        // Id, order number, the work item that used it, the person's key.
        var texts = Text(view.Tail.Slice(fact.TextOffset, fact.TextLength)).TrimEnd('\0').Split('\n');
        var exemption = new ExemptionStatus
        {
            ExemptionId = texts[0],
            OrderNo = texts.ElementAtOrDefault(1) ?? "",
            From = CivilDay.Format(fact.From),
            To = CivilDay.Format(fact.To),
            SingleUse = (fact.Flags & FactFlags.SingleUse) != 0,
            UsedOn = CivilDay.Format(fact.Value),
        };
        if ((fact.Flags & FactFlags.Personal) != 0 && SubjectKeyCipher.TryReadKey(Convert.FromHexString(texts[3]), out var person))
        {
            exemption.PersonMask = IdentifierMask.Of(cipher.Unseal(person));
        }

        for (var item = 0; item < Registry.ClosedWords.ConsumptionItems.Length; item++)
        {
            if ((fact.Items & (1UL << item)) != 0)
            {
                exemption.Items.Add(Registry.ClosedWords.ConsumptionItems[item]);
            }
        }

        return exemption;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? "" : Encoding.UTF8.GetString(utf8);
}
