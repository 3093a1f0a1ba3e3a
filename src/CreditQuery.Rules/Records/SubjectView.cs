using System.Runtime.InteropServices;

namespace CreditQuery.Rules.Records;

/// <summary>A record read in place: head, arrays, tail.</summary>
/// <remarks>Valid only as long as the bytes are, which in the index is the reader callback. Allocates nothing.</remarks>
public readonly ref struct SubjectView
{
    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Looks at the bytes of a record.</summary>
    /// <param name="bytes">The whole record, from the head on; at least <see cref="SubjectHeader.Size"/> bytes.</param>
    public SubjectView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The head.</summary>
    public ref readonly SubjectHeader Header => ref MemoryMarshal.AsRef<SubjectHeader>(_bytes);

    /// <summary>Own entries.</summary>
    public ReadOnlySpan<EntryRecord> Entries => Slice<EntryRecord>(SubjectHeader.Size, Header.EntryCount);

    /// <summary>Derived slots.</summary>
    public ReadOnlySpan<SlotRecord> Slots => Slice<SlotRecord>(SlotsAt, Header.SlotCount);

    /// <summary>Dated facts about entries and slots.</summary>
    public ReadOnlySpan<EntryFact> Facts => Slice<EntryFact>(FactsAt, Header.FactCount);

    /// <summary>Grades and ratings.</summary>
    public ReadOnlySpan<GradeRecord> Grades => Slice<GradeRecord>(GradesAt, Header.GradeCount);

    /// <summary>Commitments.</summary>
    public ReadOnlySpan<CommitmentRecord> Commitments => Slice<CommitmentRecord>(CommitmentsAt, Header.CommitmentCount);

    /// <summary>Links.</summary>
    public ReadOnlySpan<LinkRecord> Links => Slice<LinkRecord>(LinksAt, Header.LinkCount);

    /// <summary>Counted behaviours.</summary>
    public ReadOnlySpan<BehaviourRecord> Behaviours => Slice<BehaviourRecord>(BehavioursAt, Header.BehaviourCount);

    /// <summary>The tail of texts; the hot path touches it only to copy entry ids of listed subjects. Begins with the unit's name, the occupations and, where marked, the former names, each ended by a zero byte.</summary>
    public ReadOnlySpan<byte> Tail => _bytes.Slice(TailAt, Header.TailLength);

    /// <summary>Nothing but a head: no entries, slots, grades, commitments or behaviours, no marks.</summary>
    public bool IsPlain
    {
        get
        {
            ref readonly var head = ref Header;
            return (head.EntryCount | head.SlotCount | head.GradeCount | head.CommitmentCount | head.BehaviourCount | (int)head.Flags) == 0;
        }
    }

    private int SlotsAt => SubjectHeader.Size + (Header.EntryCount * EntryRecord.Size);

    private int FactsAt => SlotsAt + (Header.SlotCount * SlotRecord.Size);

    private int GradesAt => FactsAt + (Header.FactCount * EntryFact.Size);

    private int CommitmentsAt => GradesAt + (Header.GradeCount * GradeRecord.Size);

    private int LinksAt => CommitmentsAt + (Header.CommitmentCount * CommitmentRecord.Size);

    private int BehavioursAt => LinksAt + (Header.LinkCount * LinkRecord.Size);

    private int TailAt => BehavioursAt + (Header.BehaviourCount * BehaviourRecord.Size);

    /// <summary>Former names as <see cref="Records.FormerNames"/> reads them; empty if there are none.</summary>
    public ReadOnlySpan<byte> FormerNames
    {
        get
        {
            if ((Header.Flags & SubjectFlags.Renamed) == 0)
            {
                return default;
            }

            var rest = Tail;
            rest = rest[(rest.IndexOf((byte)0) + 1)..];
            rest = rest[(rest.IndexOf((byte)0) + 1)..];
            return rest[..rest.IndexOf((byte)0)];
        }
    }

    /// <summary>The id of an entry.</summary>
    /// <param name="entry">An entry or slot entry of this record.</param>
    /// <returns>UTF-8.</returns>
    public ReadOnlySpan<byte> EntryId(scoped in EntryRecord entry) => Tail.Slice(entry.TextOffset, entry.IdLength);

    /// <summary>One text of an entry.</summary>
    /// <param name="entry">An entry or slot entry of this record.</param>
    /// <param name="which">Which text.</param>
    /// <returns>UTF-8; empty if there is none.</returns>
    public ReadOnlySpan<byte> Text(in EntryRecord entry, EntryText which)
    {
        var rest = Tail.Slice(entry.TextOffset, entry.TextLength);
        for (var skip = (int)which; skip > 0 && !rest.IsEmpty; skip--)
        {
            var end = rest.IndexOf((byte)0);
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        var stop = rest.IndexOf((byte)0);
        return stop < 0 ? rest : rest[..stop];
    }

    private ReadOnlySpan<T> Slice<T>(int offset, int count)
        where T : struct => MemoryMarshal.Cast<byte, T>(_bytes[offset..])[..count];
}
