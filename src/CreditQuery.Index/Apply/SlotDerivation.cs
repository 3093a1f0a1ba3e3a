using System.Runtime.InteropServices;
using CreditQuery.Index.Records;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>Derives the slots of a person: every entry of every linked unit, once per role.</summary>
/// <remarks>At most 256, in the order of <see cref="WorkingSlot.Compare"/>; beyond, the record says so and no answer about it is CLEAR.
/// An act done while the person was a minor reaches nobody (004 四3).</remarks>
internal static class SlotDerivation
{
    /// <summary>Derives.</summary>
    public static void Derive(WorkingSet set, SubjectKey personKey)
    {
        var person = set.At(personKey);
        if (!person.HasSubject || person.IsErased)
        {
            return;
        }

        var slots = new List<WorkingSlot>();
        foreach (var link in person.Subject.Links)
        {
            if (link.Value.Kind == LinkKind.Unit)
            {
                AddSlots(set, person, link.Value, slots);
            }
        }

        slots.Sort(WorkingSlot.Compare);
        var truncated = slots.Count > SubjectRecord.MaxItems;
        if (truncated)
        {
            slots.RemoveRange(SubjectRecord.MaxItems, slots.Count - SubjectRecord.MaxItems);
        }

        var subject = person.Subject;
        truncated |= subject.Has(SubjectFlags.LinksLost);
        if (truncated == subject.Has(SubjectFlags.Truncated) && Same(subject.Slots, slots))
        {
            return;
        }

        subject.Slots.Clear();
        subject.Slots.AddRange(slots);
        subject.Mark(SubjectFlags.Truncated, truncated);
        person.MarkChanged();
    }

    private static void AddSlots(WorkingSet set, WorkingRecord person, in LinkRecord link, List<WorkingSlot> slots)
    {
        var unit = set.At(link.Other);
        if (!unit.HasSubject)
        {
            return;
        }

        foreach (var entry in unit.Subject.Entries)
        {
            var list = set.Catalogue?.FindListType(entry.Value.ListType);
            if (!Minors.Concerns(list) || !Minors.WasMinor(set, person.Key, person, entry.Value))
            {
                var slot = WorkingSlot.Of(unit.Key, unit.Subject.Head.Kind, entry, link);
                PersonalExemptions.Keep(set, person, slot.Facts);
                slots.Add(slot);
            }
        }
    }

    private static bool Same(List<WorkingSlot> left, List<WorkingSlot> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (!Same(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Same(WorkingSlot left, WorkingSlot right)
    {
        // Where the texts stand is a matter of packing, not of content.
        var (a, b) = (left.Value, right.Value);
        (a.Entry.TextOffset, a.Entry.TextLength, b.Entry.TextOffset, b.Entry.TextLength) = (0, 0, 0, 0);
        return MemoryMarshal.AsBytes(new ReadOnlySpan<SlotRecord>(in a)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<SlotRecord>(in b)))
            && left.Texts.AsSpan().SequenceEqual(right.Texts)
            && SameFacts.Of(left.Facts, right.Facts);
    }
}
