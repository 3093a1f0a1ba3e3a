using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Records;

/// <summary>Takes the bytes of a record apart.</summary>
internal static class RecordUnpacker
{
    /// <summary>Copies everything out of a record.</summary>
    /// <param name="bytes">A subject's record, not an alias.</param>
    public static SubjectRecord Unpack(ReadOnlySpan<byte> bytes)
    {
        var view = new SubjectView(bytes);
        var tail = view.Tail;
        var record = new SubjectRecord { Head = view.Header };
        ReadDescription(tail, record);
        record.FormerNames = view.FormerNames.ToArray();
        ReadEntries(view, tail, record);
        foreach (ref readonly var grade in view.Grades)
        {
            record.Grades.Add(new(grade, Text(tail, grade.TextOffset, grade.TextLength)));
        }

        foreach (ref readonly var commitment in view.Commitments)
        {
            record.Commitments.Add(new(commitment, Text(tail, commitment.TextOffset, commitment.TextLength)));
        }

        foreach (ref readonly var link in view.Links)
        {
            record.Links.Add(new(link, Text(tail, link.TextOffset, link.TextLength)));
        }

        record.Behaviours.AddRange(view.Behaviours);
        return record;
    }

    private static void ReadDescription(ReadOnlySpan<byte> tail, SubjectRecord record)
    {
        if (tail.IsEmpty)
        {
            return;
        }

        var nameEnd = tail.IndexOf((byte)0);
        record.Name = Text(tail, 0, nameEnd);
        var rest = tail[(nameEnd + 1)..];
        record.Occupations = Text(rest, 0, rest.IndexOf((byte)0));
    }

    private static void ReadEntries(SubjectView view, ReadOnlySpan<byte> tail, SubjectRecord record)
    {
        foreach (ref readonly var entry in view.Entries)
        {
            record.Entries.Add(new WorkingEntry { Value = entry, Texts = Text(tail, entry.TextOffset, entry.TextLength) });
        }

        foreach (ref readonly var slot in view.Slots)
        {
            record.Slots.Add(new WorkingSlot { Value = slot, Texts = Text(tail, slot.Entry.TextOffset, slot.Entry.TextLength) });
        }

        foreach (ref readonly var fact in view.Facts)
        {
            var copy = new Texted<EntryFact>(fact, Text(tail, fact.TextOffset, fact.TextLength));
            if (fact.Owner < record.Entries.Count)
            {
                (record.Entries[fact.Owner].Facts ??= []).Add(copy);
            }
            else
            {
                (record.Slots[fact.Owner - record.Entries.Count].Facts ??= []).Add(copy);
            }
        }
    }

    private static byte[] Text(ReadOnlySpan<byte> tail, int offset, int length) => length == 0 ? [] : tail.Slice(offset, length).ToArray();
}
