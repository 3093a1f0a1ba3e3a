using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Transitions;

/// <summary>Tells what happened to a subject's status between two moments, whether a change or time alone made it happen.</summary>
/// <remarks>A function of the two records, the two days and the catalogue, so that it is the same on every node. States are told for the
/// region of the entry. Source: architecture, chapter 7; ADR 0020.</remarks>
public static class StatusTransitions
{
    /// <summary>What happened.</summary>
    /// <param name="before">The record before; shorter than a head if there was none.</param>
    /// <param name="dayBefore">Civil day before.</param>
    /// <param name="after">The record after; shorter than a head if there is none, or it became an alias.</param>
    /// <param name="dayAfter">Civil day after.</param>
    /// <param name="catalogue">The catalogue that counts after.</param>
    /// <param name="isCorrected">Tells of an entry id whether the recogniser corrected it in between.</param>
    /// <returns>In the order in which it is told; empty if nobody sees a difference.</returns>
    public static List<StatusChange> Between(
        ReadOnlySpan<byte> before, int dayBefore, ReadOnlySpan<byte> after, int dayAfter, Catalogue catalogue, Func<string, bool>? isCorrected = null)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var was = new RecordOnDay(before, dayBefore, catalogue);
        var now = new RecordOnDay(after, dayAfter, catalogue);
        var found = new List<StatusChange>();
        SubjectKind? kindBefore = was.Exists && now.Exists && was.View.Header.Kind != now.View.Header.Kind ? was.View.Header.Kind : null;
        SubjectTransition.Add(was, now, found);
        for (var owner = 0; owner < now.Count; owner++)
        {
            if (now.TryTake(owner, out var entry) && was.Find(entry, owner) is var earlier && (entry.IsThere || earlier.IsThere))
            {
                EntryTransition.Add(earlier, entry, kindBefore, isCorrected?.Invoke(entry.Id) ?? false, found);
            }
        }

        AddGone(was, now, kindBefore, found);
        found.Sort();
        return found;
    }

    /// <summary>The states that events have told of the entries of a record, once they all are received.</summary>
    /// <param name="record">Its bytes; shorter than a head if there is none.</param>
    /// <param name="day">Civil day.</param>
    /// <param name="catalogue">The catalogue that counts.</param>
    /// <returns>Position among own entries, then slots, and state; a red entry that an adverse one holds back is HELD. What is not there, or does not reach the
    /// person that day, is left out.</returns>
    public static List<(int Owner, EntryState State)> StatesOn(ReadOnlySpan<byte> record, int day, Catalogue catalogue)
    {
        var now = new RecordOnDay(record, day, catalogue);
        var found = new List<(int, EntryState)>();
        for (var owner = 0; owner < now.Count; owner++)
        {
            if (now.TryTake(owner, out var entry) && entry.IsThere)
            {
                found.Add((owner, entry.State));
            }
        }

        return found;
    }

    /// <summary>The first day after a given one on which time alone may change something of a record.</summary>
    /// <param name="record">Its bytes.</param>
    /// <param name="day">The day.</param>
    /// <returns>Never early enough to miss a change; <see cref="CivilDay.Never"/> if nothing has a day ahead.</returns>
    public static int NextDay(ReadOnlySpan<byte> record, int day)
    {
        if (record.Length < SubjectHeader.Size)
        {
            return CivilDay.Never;
        }

        var view = new SubjectView(record);
        var next = CivilDay.Never;
        var own = view.Header.EntryCount;
        for (var owner = 0; owner < own; owner++)
        {
            next = Math.Min(next, EntryStates.NextBoundary(view.Entries[owner], owner, view.Facts, day));
        }

        for (var at = 0; at < view.Slots.Length; at++)
        {
            ref readonly var slot = ref view.Slots[at];
            next = Math.Min(next, EntryStates.NextBoundary(slot.Entry, own + at, view.Facts, day));
            next = Math.Min(next, new DayRange(slot.RoleFrom, slot.RoleTo).NextChangeAfter(day));
        }

        return Math.Min(next, NextDayOfSubject(view, day));
    }

    private static int NextDayOfSubject(in SubjectView view, int day)
    {
        var next = CivilDay.Never;
        foreach (ref readonly var fact in view.Facts)
        {
            next = Math.Min(next, new DayRange(fact.From, fact.To).NextChangeAfter(day));
        }

        foreach (ref readonly var grade in view.Grades)
        {
            next = Math.Min(next, new DayRange(grade.GradedOn, grade.ValidTo).NextChangeAfter(day));
        }

        foreach (ref readonly var link in view.Links)
        {
            next = Math.Min(next, new DayRange(link.From, link.To).NextChangeAfter(day));
        }

        return next;
    }

    private static void AddGone(in RecordOnDay was, in RecordOnDay now, SubjectKind? kindBefore, List<StatusChange> found)
    {
        for (var owner = 0; owner < was.Count; owner++)
        {
            if (was.TryTake(owner, out var entry) && entry.IsThere && !now.Has(entry, owner))
            {
                EntryTransition.Add(entry, default, kindBefore, isCorrected: false, found);
            }
        }
    }
}
