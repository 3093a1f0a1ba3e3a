using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Records;

/// <summary>Puts a record together: head, arrays in the order of the counts, tail.</summary>
/// <remarks>The tail holds name, occupations and any former names, each ended by a zero byte (nothing at all if there are no texts), then the texts of entries,
/// slots, facts, grades, commitments and links in that order. Equal content gives equal bytes on every node. Source: ADR 0004.</remarks>
internal ref struct RecordPacker
{
    private Span<byte> _fixed;
    private Span<byte> _tail;
    private int _tailUsed;

    /// <summary>Packs a record.</summary>
    /// <param name="record">The record; its counts, offsets and tail length are set.</param>
    /// <returns>The bytes, a new array.</returns>
    public static byte[] Pack(SubjectRecord record)
    {
        record.Mark(SubjectFlags.Renamed, record.FormerNames.Length > 0);
        ref var head = ref record.Head;
        head.EntryCount = (ushort)record.Entries.Count;
        head.SlotCount = (ushort)record.Slots.Count;
        head.FactCount = (ushort)CountFacts(record);
        head.GradeCount = (ushort)record.Grades.Count;
        head.CommitmentCount = (ushort)record.Commitments.Count;
        head.LinkCount = (ushort)record.Links.Count;
        head.BehaviourCount = (ushort)record.Behaviours.Count;
        head.TailLength = TailLength(record);
        var fixedLength = FixedLength(head);
        var bytes = new byte[fixedLength + head.TailLength];
        var packer = new RecordPacker { _fixed = bytes.AsSpan(0, fixedLength), _tail = bytes.AsSpan(fixedLength) };
        packer.Write(record);
        return bytes;
    }

    /// <summary>Length of a record of so many entries, slots and so on, without its tail.</summary>
    public static int FixedLength(in SubjectHeader head) => SubjectHeader.Size
        + (head.EntryCount * EntryRecord.Size)
        + (head.SlotCount * SlotRecord.Size)
        + (head.FactCount * EntryFact.Size)
        + (head.GradeCount * GradeRecord.Size)
        + (head.CommitmentCount * CommitmentRecord.Size)
        + (head.LinkCount * LinkRecord.Size)
        + (head.BehaviourCount * BehaviourRecord.Size);

    private void Write(SubjectRecord record)
    {
        Put(in record.Head);
        if (record.Head.TailLength > 0)
        {
            AddText(record.Name);
            _tailUsed++;
            AddText(record.Occupations);
            _tailUsed++;
            if (record.FormerNames.Length > 0)
            {
                AddText(record.FormerNames);
                _tailUsed++;
            }
        }

        foreach (var entry in record.Entries)
        {
            (entry.Value.TextOffset, entry.Value.TextLength) = AddText(entry.Texts);
            Put(in entry.Value);
        }

        foreach (var slot in record.Slots)
        {
            (slot.Value.Entry.TextOffset, slot.Value.Entry.TextLength) = AddText(slot.Texts);
            Put(in slot.Value);
        }

        WriteFacts(record);
        WriteRest(record);
    }

    private void WriteFacts(SubjectRecord record)
    {
        if (record.Head.FactCount == 0)
        {
            return;
        }

        for (var i = 0; i < record.Entries.Count; i++)
        {
            WriteFacts(record.Entries[i].Facts, i);
        }

        for (var i = 0; i < record.Slots.Count; i++)
        {
            WriteFacts(record.Slots[i].Facts, record.Entries.Count + i);
        }
    }

    private void WriteFacts(List<Texted<EntryFact>>? facts, int owner)
    {
        foreach (var fact in facts ?? [])
        {
            fact.Value.Owner = (ushort)owner;
            (fact.Value.TextOffset, fact.Value.TextLength) = AddText(fact.Texts);
            Put(in fact.Value);
        }
    }

    private void WriteRest(SubjectRecord record)
    {
        foreach (var grade in record.Grades)
        {
            (grade.Value.TextOffset, grade.Value.TextLength) = AddText(grade.Texts);
            Put(in grade.Value);
        }

        foreach (var commitment in record.Commitments)
        {
            (commitment.Value.TextOffset, commitment.Value.TextLength) = AddText(commitment.Texts);
            Put(in commitment.Value);
        }

        foreach (var link in record.Links)
        {
            (link.Value.TextOffset, link.Value.TextLength) = AddText(link.Texts);
            Put(in link.Value);
        }

        foreach (ref readonly var behaviour in CollectionsMarshal.AsSpan(record.Behaviours))
        {
            Put(in behaviour);
        }
    }

    private void Put<T>(in T value)
        where T : struct
    {
        MemoryMarshal.Write(_fixed, in value);
        _fixed = _fixed[Unsafe.SizeOf<T>()..];
    }

    // An empty text has offset 0: where it would stand must not make two equal records differ.
    private (int Offset, ushort Length) AddText(byte[] text)
    {
        if (text.Length == 0)
        {
            return (0, 0);
        }

        var offset = _tailUsed;
        text.CopyTo(_tail[offset..]);
        _tailUsed += text.Length;
        return (offset, (ushort)text.Length);
    }

    private static int CountFacts(SubjectRecord record)
    {
        var count = 0;
        foreach (var entry in record.Entries)
        {
            count += entry.Facts?.Count ?? 0;
        }

        foreach (var slot in record.Slots)
        {
            count += slot.Facts?.Count ?? 0;
        }

        return count;
    }

    private static int TailLength(SubjectRecord record)
    {
        var length = record.Name.Length + record.Occupations.Length + record.FormerNames.Length;
        foreach (var entry in record.Entries)
        {
            length += entry.Texts.Length + FactTexts(entry.Facts);
        }

        foreach (var slot in record.Slots)
        {
            length += slot.Texts.Length + FactTexts(slot.Facts);
        }

        length += record.Grades.Sum(static grade => grade.Texts.Length);
        length += record.Commitments.Sum(static commitment => commitment.Texts.Length);
        length += record.Links.Sum(static link => link.Texts.Length);
        return length == 0 ? 0 : length + (record.FormerNames.Length > 0 ? 3 : 2);
    }

    private static int FactTexts(List<Texted<EntryFact>>? facts) => facts is null ? 0 : facts.Sum(static fact => fact.Texts.Length);
}
