using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Records;

/// <summary>A unit's entry as it reaches a person through a role, taken out of the person's record or about to be written into it.</summary>
internal sealed class WorkingSlot
{
    /// <summary>The slot; the text offset of its entry is set when the record is packed.</summary>
    public SlotRecord Value;

    /// <summary>Texts of the entry.</summary>
    public byte[] Texts = [];

    /// <summary>Dated facts of the entry; null for none.</summary>
    public List<Texted<EntryFact>>? Facts;

    /// <summary>The order of slots in a record, the same on every node: unit, entry id, role.</summary>
    public static int Compare(WorkingSlot left, WorkingSlot right)
    {
        var byUnit = left.Value.Unit.CompareTo(right.Value.Unit);
        if (byUnit != 0)
        {
            return byUnit;
        }

        var byEntry = left.Value.Entry.IdHash.CompareTo(right.Value.Entry.IdHash);
        return byEntry != 0 ? byEntry : left.Value.Role.CompareTo(right.Value.Role);
    }

    /// <summary>Makes the slot of one entry and one link.</summary>
    public static WorkingSlot Of(SubjectKey unit, SubjectKind unitKind, WorkingEntry entry, in LinkRecord link) => new()
    {
        Value = new SlotRecord
        {
            Entry = entry.Value,
            Unit = unit,
            RoleFrom = link.From,
            RoleTo = link.To,
            Role = link.Role,
            UnitKind = unitKind,
        },
        Texts = entry.Texts,
        Facts = WorkingEntry.CloneFacts(entry.Facts),
    };
}
