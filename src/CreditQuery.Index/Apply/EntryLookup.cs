using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Apply;

/// <summary>An entry that a change names, found and fit to be changed.</summary>
/// <param name="Record">The subject's record.</param>
/// <param name="Entry">The entry.</param>
internal readonly record struct EntryLookup(WorkingRecord Record, WorkingEntry Entry)
{
    /// <summary>Why a counted entry is not ended or restated.</summary>
    public const string OfCount = "the entry follows from counted behaviours: take them back";

    /// <summary>Finds an entry.</summary>
    /// <param name="set">The set.</param>
    /// <param name="reference">As the change names it.</param>
    /// <param name="lookup">The entry; default when false is returned.</param>
    /// <param name="refusal">Why not; no change when true is returned.</param>
    /// <returns>False if there is no such subject or entry, or it is inherited.</returns>
    public static bool TryFind(WorkingSet set, EntryRef? reference, out EntryLookup lookup, out ChangeOutcome refusal)
    {
        lookup = default;
        var record = set.Find(reference?.Subject);
        if (record is null)
        {
            refusal = Outcomes.Refused(RefusalReason.NoSuchSubject);
            return false;
        }

        if (record.IsErased)
        {
            refusal = Outcomes.Refused(RefusalReason.Erased);
            return false;
        }

        var entry = record.Subject.FindEntry(Encoding.UTF8.GetBytes(reference!.EntryId));
        if (entry is null || entry.Has(EntryFlags.Inherited))
        {
            refusal = Outcomes.Refused(RefusalReason.NoSuchEntry, entry is null ? "" : "the entry is inherited: change it at the predecessor");
            return false;
        }

        refusal = Outcomes.NoChange;
        lookup = new EntryLookup(record, entry);
        return true;
    }

    /// <summary>Finds an entry whose end or facts a change states; one that follows from a count ends with the count.</summary>
    /// <returns>False as for <see cref="TryFind"/>, and for a counted entry.</returns>
    public static bool TryFindStated(WorkingSet set, EntryRef? reference, out EntryLookup lookup, out ChangeOutcome refusal)
    {
        if (!TryFind(set, reference, out lookup, out refusal))
        {
            return false;
        }

        refusal = lookup.Entry.Has(EntryFlags.Counted) ? Outcomes.Refused(RefusalReason.NoSuchEntry, OfCount) : refusal;
        return !lookup.Entry.Has(EntryFlags.Counted);
    }

    /// <summary>Notes that the set changed the entry.</summary>
    /// <returns>Applied.</returns>
    public ChangeOutcome Changed(WorkingSet set)
    {
        Entry.Value.Revision = set.Revision;
        Record.MarkChanged();
        return Outcomes.Applied;
    }

    /// <summary>The list type of the entry in the catalogue in force.</summary>
    /// <returns>Null if the catalogue no longer has it.</returns>
    public ListTypeDefinition? List(WorkingSet set) => set.Catalogue?.FindListType(Entry.Value.ListType);
}
