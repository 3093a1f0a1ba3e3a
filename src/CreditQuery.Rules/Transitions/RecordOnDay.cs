using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Transitions;

/// <summary>A record as it stands on a civil day.</summary>
internal readonly ref struct RecordOnDay
{
    private readonly Catalogue _catalogue;

    /// <summary>Looks at a record.</summary>
    /// <param name="record">Its bytes; fewer than a head has: there is no record, or an alias.</param>
    /// <param name="day">The day.</param>
    /// <param name="catalogue">The catalogue that counts.</param>
    public RecordOnDay(ReadOnlySpan<byte> record, int day, Catalogue catalogue)
    {
        Exists = record.Length >= SubjectHeader.Size;
        View = new SubjectView(Exists ? record : default);
        Day = day;
        _catalogue = catalogue;
        HasAdverse = Exists && EntryStates.HasAdverse(View, catalogue, new CheckDays(day, day));
    }

    /// <summary>There is a record of a subject.</summary>
    public bool Exists { get; }

    /// <summary>The record; not to be read if there is none.</summary>
    public SubjectView View { get; }

    /// <summary>The day, both as the day asked about and as today.</summary>
    public int Day { get; }

    /// <summary>An adverse entry is in force, which holds red ones back.</summary>
    public bool HasAdverse { get; }

    /// <summary>Number of own entries and slots.</summary>
    public int Count => Exists ? View.Header.EntryCount + View.Header.SlotCount : 0;

    /// <summary>One entry as it stands that day.</summary>
    /// <param name="owner">Position among own entries, then slots.</param>
    public EntryOnDay At(int owner) => new(View, owner, Day, HasAdverse, _catalogue);

    /// <summary>The entry at a position, or the same one elsewhere in the record: a role that was held twice has two slots, and counts while one of them does.</summary>
    /// <param name="owner">Position.</param>
    /// <param name="entry">As it stands that day.</param>
    /// <returns>False if it has been met at an earlier position.</returns>
    public bool TryTake(int owner, out EntryOnDay entry)
    {
        entry = At(owner);
        if (entry.Unit == default)
        {
            return true;
        }

        var own = View.Header.EntryCount;
        for (var other = own; other < Count; other++)
        {
            if (other == owner || !IsSameSlot(other - own, owner - own))
            {
                continue;
            }

            if (other < owner)
            {
                return false;
            }

            entry = entry.IsThere ? entry : At(other);
        }

        return true;
    }

    /// <summary>Finds the same entry, through the same unit and role, in this record.</summary>
    /// <param name="entry">An entry of another state of the record.</param>
    /// <param name="guess">Where it probably stands.</param>
    /// <returns>An entry that is not there if it has none.</returns>
    public EntryOnDay Find(in EntryOnDay entry, int guess) => PositionOf(entry, guess) is var owner && owner >= 0 && TryTake(owner, out var found) ? found : default;

    /// <summary>The same entry, through the same unit and role, stands in this record.</summary>
    /// <param name="entry">An entry of another state of the record.</param>
    /// <param name="guess">Where it probably stands.</param>
    public bool Has(in EntryOnDay entry, int guess) => PositionOf(entry, guess) >= 0;

    // Compares alone, before any state is worked out: a person has up to 256 slots. The first position is wanted where a role was held twice.
    private int PositionOf(in EntryOnDay entry, int guess)
    {
        if (entry.Unit == default && guess < Count && IsAt(guess, entry))
        {
            return guess;
        }

        for (var owner = 0; owner < Count; owner++)
        {
            if (IsAt(owner, entry))
            {
                return owner;
            }
        }

        return -1;
    }

    private bool IsAt(int owner, in EntryOnDay wanted)
    {
        var own = View.Header.EntryCount;
        if (owner < own)
        {
            ref readonly var entry = ref View.Entries[owner];
            return wanted.Unit == default && entry.IdHash == wanted.Entry.IdHash && View.EntryId(entry).SequenceEqual(wanted.IdBytes);
        }

        ref readonly var slot = ref View.Slots[owner - own];
        return slot.Entry.IdHash == wanted.Entry.IdHash && slot.Unit == wanted.Unit && slot.Role == wanted.Role
            && View.EntryId(slot.Entry).SequenceEqual(wanted.IdBytes);
    }

    private bool IsSameSlot(int one, int other)
    {
        ref readonly var first = ref View.Slots[one];
        ref readonly var second = ref View.Slots[other];
        return first.Entry.IdHash == second.Entry.IdHash && first.Unit == second.Unit && first.Role == second.Role
            && View.EntryId(first.Entry).SequenceEqual(View.EntryId(second.Entry));
    }
}
