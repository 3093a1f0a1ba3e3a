using CreditQuery.Index.Records;
using CreditQuery.Index.Snapshots;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Apply;

/// <summary>Takes out of a record what is kept no longer, and tells when there will be something.</summary>
/// <remarks>Own entries and behaviours alone: slots, counted and inherited entries follow from them.</remarks>
internal static class RecordRetention
{
    /// <summary>First day on which something of a record goes.</summary>
    /// <param name="record">Its bytes.</param>
    /// <param name="facts">Known catalogue versions.</param>
    /// <param name="catalogue">The one in force.</param>
    /// <returns><see cref="CivilDay.Never"/> if nothing in it has an end.</returns>
    public static int NextDue(ReadOnlySpan<byte> record, RegistryFacts facts, Catalogue? catalogue)
    {
        if (record.Length < SubjectHeader.Size)
        {
            return CivilDay.Never;
        }

        var view = new SubjectView(record);
        var due = CivilDay.Never;
        var entries = view.Entries;
        for (var index = 0; index < entries.Length; index++)
        {
            ref readonly var entry = ref entries[index];
            if (IsOwn(entry.Flags))
            {
                due = Math.Min(due, NextDue(entry, Retention.EndOf(entry, DisputedTo(view.Facts, index)), catalogue?.FindListType(entry.ListType)));
            }
        }

        foreach (ref readonly var behaviour in view.Behaviours)
        {
            due = Math.Min(due, Retention.BehaviourGoesOn(behaviour, facts.Catalogues.Select(static c => c.Catalogue)));
        }

        return due;
    }

    /// <summary>Takes out what goes by a day.</summary>
    /// <returns>True if something went.</returns>
    public static bool Trim(WorkingSet set, WorkingRecord record)
    {
        if (!record.HasSubject || record.IsErased)
        {
            return false;
        }

        var subject = record.Subject;
        var gone = subject.Entries.RemoveAll(entry => IsOwn(entry.Value.Flags) && Retention.FactsGoOn(EndOf(entry), ListOf(set, entry)) <= set.Day)
            + subject.Behaviours.RemoveAll(b => Retention.BehaviourGoesOn(b, set.Facts.Catalogues.Select(static c => c.Catalogue)) <= set.Day);
        foreach (var entry in subject.Entries)
        {
            if (IsOwn(entry.Value.Flags) && !entry.Has(EntryFlags.TextsGone) && Retention.TextsGoOn(EndOf(entry), ListOf(set, entry)) <= set.Day)
            {
                StripTexts(entry);
                gone++;
            }
        }

        if (gone > 0)
        {
            record.MarkChanged();
        }

        return gone > 0;
    }

    /// <summary>The texts without which an entry could not be told from another: its id and its codes.</summary>
    public static byte[] Stripped(ReadOnlySpan<byte> texts)
    {
        var kept = new string?[EntryTexts.Count];
        foreach (var which in (ReadOnlySpan<EntryText>)[EntryText.EntryId, EntryText.CauseCode, EntryText.ListType, EntryText.SeverityScheme, EntryText.Severity])
        {
            kept[(int)which] = EntryTexts.Read(texts, which);
        }

        return EntryTexts.Write(kept);
    }

    private static void StripTexts(WorkingEntry entry)
    {
        entry.Texts = Stripped(entry.Texts);
        entry.Value.Flags |= EntryFlags.TextsGone;
        foreach (var fact in entry.Facts ?? [])
        {
            fact.Texts = PersonalExemptions.Stripped(fact);
        }
    }

    private static int NextDue(in EntryRecord entry, int end, ListTypeDefinition? list) =>
        (entry.Flags & EntryFlags.TextsGone) != 0 ? Retention.FactsGoOn(end, list) : Math.Min(Retention.TextsGoOn(end, list), Retention.FactsGoOn(end, list));

    private static bool IsOwn(EntryFlags flags) => (flags & (EntryFlags.Counted | EntryFlags.Inherited)) == 0;

    private static ListTypeDefinition? ListOf(WorkingSet set, WorkingEntry entry) => set.Catalogue?.FindListType(entry.Value.ListType);

    private static int EndOf(WorkingEntry entry)
    {
        var disputedTo = CivilDay.None;
        foreach (var fact in entry.Facts ?? [])
        {
            disputedTo = IsDispute(fact.Value) ? Math.Max(disputedTo, fact.Value.To) : disputedTo;
        }

        return Retention.EndOf(entry.Value, disputedTo);
    }

    private static int DisputedTo(ReadOnlySpan<EntryFact> facts, int owner)
    {
        var disputedTo = CivilDay.None;
        foreach (ref readonly var fact in facts)
        {
            disputedTo = fact.Owner == owner && IsDispute(fact) ? Math.Max(disputedTo, fact.To) : disputedTo;
        }

        return disputedTo;
    }

    private static bool IsDispute(in EntryFact fact) => fact.Kind is FactKind.Objection or FactKind.Stay;
}
