using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Records;

/// <summary>A record taken apart to be changed; <see cref="RecordPacker"/> puts it together again.</summary>
internal sealed class SubjectRecord
{
    /// <summary>Most links, slots and entries of one record (architecture, chapter 4).</summary>
    public const int MaxItems = 256;

    /// <summary>The head; counts and tail length are set when the record is packed.</summary>
    public SubjectHeader Head;

    /// <summary>The unit's name, UTF-8; empty for natural persons and where none is known.</summary>
    public byte[] Name = [];

    /// <summary>Occupations (重点人群), joined by line feeds.</summary>
    public byte[] Occupations = [];

    /// <summary>Former names as <see cref="Rules.Records.FormerNames"/> reads them; empty for none.</summary>
    public byte[] FormerNames = [];

    /// <summary>Own and inherited entries.</summary>
    public List<WorkingEntry> Entries { get; } = [];

    /// <summary>Derived slots, in the order of <see cref="WorkingSlot.Compare"/>.</summary>
    public List<WorkingSlot> Slots { get; } = [];

    /// <summary>Grades and ratings.</summary>
    public List<Texted<GradeRecord>> Grades { get; } = [];

    /// <summary>Commitments.</summary>
    public List<Texted<CommitmentRecord>> Commitments { get; } = [];

    /// <summary>Links, in the order in which they were put.</summary>
    public List<Texted<LinkRecord>> Links { get; } = [];

    /// <summary>Counted behaviours.</summary>
    public List<BehaviourRecord> Behaviours { get; } = [];

    /// <summary>Whether a mark is set.</summary>
    public bool Has(SubjectFlags flag) => (Head.Flags & flag) != 0;

    /// <summary>Sets or clears a mark.</summary>
    public void Mark(SubjectFlags flag, bool set) => Head.Flags = set ? Head.Flags | flag : Head.Flags & ~flag;

    /// <summary>Finds an entry.</summary>
    /// <param name="id">Entry id, UTF-8.</param>
    /// <returns>Null if there is none.</returns>
    public WorkingEntry? FindEntry(ReadOnlySpan<byte> id)
    {
        foreach (var entry in Entries)
        {
            if (entry.Id.SequenceEqual(id))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>Finds a link.</summary>
    /// <returns>Null if there is none.</returns>
    public Texted<LinkRecord>? FindLink(LinkKind kind, SubjectKey other, Role role)
    {
        foreach (var link in Links)
        {
            if (link.Value.Kind == kind && link.Value.Other == other && link.Value.Role == role)
            {
                return link;
            }
        }

        return null;
    }

    /// <summary>Finds a link of any role.</summary>
    public bool HasLink(LinkKind kind, SubjectKey other) => Links.Exists(link => link.Value.Kind == kind && link.Value.Other == other);

    /// <summary>Takes everything out; what erasing leaves is the head.</summary>
    public void Clear()
    {
        Name = [];
        Occupations = [];
        FormerNames = [];
        Entries.Clear();
        Slots.Clear();
        Grades.Clear();
        Commitments.Clear();
        Links.Clear();
        Behaviours.Clear();
    }
}
