using System.Runtime.InteropServices;
using System.Text;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Transitions;

/// <summary>An entry of a record as it stands on a civil day; the default value is one that is not there.</summary>
internal readonly ref struct EntryOnDay
{
    private readonly SubjectView _view;
    private readonly int _owner;
    private readonly int _day;

    /// <summary>Looks at an entry.</summary>
    /// <param name="view">The record it stands in.</param>
    /// <param name="owner">Position among own entries, then slots.</param>
    /// <param name="day">The day.</param>
    /// <param name="hasAdverse">An adverse entry of the record is in force.</param>
    /// <param name="catalogue">The catalogue that counts.</param>
    public EntryOnDay(SubjectView view, int owner, int day, bool hasAdverse, Catalogue catalogue)
    {
        _view = view;
        _owner = owner;
        _day = day;
        var own = view.Header.EntryCount;
        var reaches = true;
        if (owner < own)
        {
            Entry = view.Entries[owner];
        }
        else
        {
            var slot = view.Slots[owner - own];
            (Entry, Unit, Role) = (slot.Entry, slot.Unit, slot.Role);
            reaches = new DayRange(slot.RoleFrom, slot.RoleTo).Covers(day);
        }

        var listType = catalogue.ListTypeOf(Entry);
        State = reaches && listType is not null ? EntryStates.StateOf(Entry, owner, view.Facts, listType, new CheckDays(day, day)) : EntryState.Unspecified;
        IsRed = listType?.Tier == ListTier.Red;
        if (IsRed && State == EntryState.Active && hasAdverse)
        {
            State = EntryState.Held;
        }
    }

    /// <summary>The entry itself.</summary>
    public EntryRecord Entry { get; }

    /// <summary>Its state; a red one that an adverse one holds back is HELD. Unspecified: it is not there, or does not reach the person that day.</summary>
    public EntryState State { get; }

    /// <summary>It grants incentives.</summary>
    public bool IsRed { get; }

    /// <summary>The unit through which it reaches a person; default: an own entry.</summary>
    public SubjectKey Unit { get; }

    /// <summary>The role through which it does.</summary>
    public Role Role { get; }

    /// <summary>It is seen that day.</summary>
    public bool IsThere => State != EntryState.Unspecified;

    /// <summary>An answer of that day may tell it as a burden or a benefit.</summary>
    public bool IsLive => State is EntryState.Active or EntryState.Pending or EntryState.Grace or EntryState.Suspended or EntryState.Monitored or EntryState.Held;

    /// <summary>Its id, UTF-8.</summary>
    public ReadOnlySpan<byte> IdBytes => _view.EntryId(Entry);

    /// <summary>Its id.</summary>
    public string Id => Encoding.UTF8.GetString(IdBytes);

    /// <summary>An objection is open.</summary>
    public bool IsDisputed => HasFact(FactKind.Objection, default);

    /// <summary>An exemption can be used that day that could not be used of the other entry.</summary>
    /// <param name="other">The same entry on another day, or in another state of the record.</param>
    public bool HasExemptionBeyond(in EntryOnDay other)
    {
        if (IsThere)
        {
            foreach (ref readonly var fact in _view.Facts)
            {
                if (Counts(fact, FactKind.Exemption) && !other.HasFact(FactKind.Exemption, fact.IdHash))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Both say the same, apart from who wrote them and where their texts lie.</summary>
    /// <param name="other">The same entry in another state of the record.</param>
    public bool SaysTheSame(in EntryOnDay other) => SequenceEqual(Plain(Entry), Plain(other.Entry)) && Texts().SequenceEqual(other.Texts());

    private static bool SequenceEqual(EntryRecord one, EntryRecord two) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<EntryRecord>(in one)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<EntryRecord>(in two)));

    private static EntryRecord Plain(EntryRecord entry)
    {
        (entry.Revision, entry.TextOffset) = (0, 0);
        return entry;
    }

    private ReadOnlySpan<byte> Texts() => _view.Tail.Slice(Entry.TextOffset, Entry.TextLength);

    private bool HasFact(FactKind kind, ulong id)
    {
        if (IsThere)
        {
            foreach (ref readonly var fact in _view.Facts)
            {
                if (Counts(fact, kind) && (id == default || fact.IdHash == id))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool Counts(in EntryFact fact, FactKind kind) =>
        fact.Owner == _owner && fact.Kind == kind && fact.From <= _day && _day <= fact.To && (fact.Flags & (FactFlags.Used | FactFlags.Personal)) == 0;
}
