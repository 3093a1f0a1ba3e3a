using System.Runtime.InteropServices;
using System.Text;
using CreditQuery.Rules;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Rules.Support;

/// <summary>Packs a record as the index stores it, for tests of the rules alone.</summary>
internal sealed class RecordBuilder
{
    private readonly List<EntryRecord> _entries = [];
    private readonly List<SlotRecord> _slots = [];
    private readonly List<EntryFact> _facts = [];
    private readonly List<GradeRecord> _grades = [];
    private readonly List<CommitmentRecord> _commitments = [];
    private readonly List<byte> _tail = [0];
    private SubjectHeader _head;

    public RecordBuilder(SubjectKind kind = SubjectKind.Enterprise, string establishedOn = "2001-01-01")
    {
        _head.Kind = kind;
        _head.EstablishedOn = Day(establishedOn);
        _head.Revision = 1;
    }

    public static int Day(string text) => text.Length == 0 ? CivilDay.None : CivilDay.TryParse(text, out var day) ? day : throw new FormatException(text);

    /// <summary>An entry that counts from its decision on, for ever.</summary>
    public static EntryRecord NewEntry(string listType, string decidedOn) => new()
    {
        ListType = Code32.Of(listType),
        DecidedOn = Day(decidedOn),
        ValidFrom = Day(decidedOn),
        ValidTo = CivilDay.Never,
        ExitedOn = CivilDay.Never,
        RepairedOn = CivilDay.Never,
        RevokedOn = CivilDay.Never,
    };

    public RecordBuilder Name(ulong sealedName)
    {
        _head.SealedName = sealedName;
        return this;
    }

    public RecordBuilder Flag(SubjectFlags flags)
    {
        _head.Flags |= flags;
        return this;
    }

    public RecordBuilder Entry(EntryRecord entry, string id)
    {
        WriteId(ref entry, id);
        _entries.Add(entry);
        return this;
    }

    /// <summary>All own entries come before slots: facts name slots by EntryCount + index.</summary>
    public RecordBuilder Slot(EntryRecord entry, string id, Role role, string from = "", string to = "", SubjectKind unitKind = SubjectKind.Enterprise)
    {
        WriteId(ref entry, id);
        _slots.Add(new SlotRecord
        {
            Entry = entry,
            Unit = new SubjectKey(7, 9),
            Role = role,
            RoleFrom = Day(from),
            RoleTo = to.Length == 0 ? CivilDay.Never : Day(to),
            UnitKind = unitKind,
        });
        return this;
    }

    /// <summary>A fact about the entry added last, or about the slot added last.</summary>
    public RecordBuilder Fact(FactKind kind, int from, int to, int value = 0, ulong items = 0, FactFlags flags = FactFlags.None, string id = "", bool ofSlot = false)
    {
        var utf8 = Encoding.UTF8.GetBytes(id);
        _facts.Add(new EntryFact
        {
            Kind = kind,
            From = from,
            To = to,
            Value = value,
            Items = items,
            Flags = flags,
            TextOffset = _tail.Count,
            TextLength = (ushort)utf8.Length,
            IdLength = (byte)utf8.Length,
            Owner = (ushort)(ofSlot ? _entries.Count + _slots.Count - 1 : _entries.Count - 1),
        });
        _tail.AddRange(utf8);
        return this;
    }

    public RecordBuilder Grade(string scheme, string value, string gradedOn, string to = "", bool isRating = false)
    {
        _grades.Add(new GradeRecord
        {
            Scheme = Code32.Of(scheme),
            Value = Code32.Of(value),
            GradedOn = Day(gradedOn),
            ValidTo = to.Length == 0 ? CivilDay.Never : Day(to),
            IsRating = isRating ? (byte)1 : (byte)0,
        });
        return this;
    }

    public RecordBuilder Commitment(CommitmentState state, string endedOn)
    {
        _commitments.Add(new CommitmentRecord { State = state, EndedOn = endedOn.Length == 0 ? CivilDay.Never : Day(endedOn) });
        return this;
    }

    public byte[] Build()
    {
        _head.EntryCount = (ushort)_entries.Count;
        _head.SlotCount = (ushort)_slots.Count;
        _head.FactCount = (ushort)_facts.Count;
        _head.GradeCount = (ushort)_grades.Count;
        _head.CommitmentCount = (ushort)_commitments.Count;
        _head.TailLength = _tail.Count;
        var head = _head;
        return
        [
            .. MemoryMarshal.AsBytes(new ReadOnlySpan<SubjectHeader>(in head)),
            .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_entries)),
            .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_slots)),
            .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_facts)),
            .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_grades)),
            .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_commitments)),
            .. _tail,
        ];
    }

    // Texts of an entry: each ended by a zero byte; the id alone is enough here.
    private void WriteId(ref EntryRecord entry, string id)
    {
        var utf8 = Encoding.UTF8.GetBytes(id);
        entry.TextOffset = _tail.Count;
        entry.IdLength = (byte)utf8.Length;
        entry.TextLength = (ushort)(utf8.Length + 1);
        _tail.AddRange(utf8);
        _tail.Add(0);
    }
}
