using System.Diagnostics;
using System.Runtime.InteropServices;
using CreditQuery.Index.Apply;
using CreditQuery.Index.Records;
using CreditQuery.Index.Store;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.Rules.Transitions;

namespace CreditQuery.Index.Transitions;

/// <summary>Finds the changes of status that sets and midnights make, and tells them.</summary>
/// <remarks>Used by the applier alone. The schedule of days ahead is made by one scan and kept up to date by what is written.</remarks>
/// <param name="store">The records.</param>
/// <param name="writer">Reads them.</param>
/// <param name="sink">Is told.</param>
internal sealed class TransitionTeller(SubjectStore store, RecordWriter writer, IStatusSink sink)
{
    // A piece is worked out in a few milliseconds; 100,000 transitions of one midnight take most of a second (loadtests/results/watch-2026-11-22.md).
    private const int SubjectsPerPiece = 500;

    // The first piece is there within a millisecond, so that whoever waits hears of midnight at once.
    private const int SubjectsInFirstPiece = 128;

    // A tenth of a millisecond's work: then threads that wait for the processor have their turn, checks before all.
    private const int SubjectsPerTurn = 16;

    // Longer nobody is let by: on a saturated core each turn given costs what others take of it, and nothing is applied meanwhile.
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(1);

    // Enough to be noticed by the compiler, a few milliseconds' work before it has noticed.
    private const int SubjectsRehearsed = 256;

    private DaySchedule? _schedule;

    /// <summary>Makes the schedule, so that the next midnight need not, and works out what midnights ahead will do to a few records; nobody is told.</summary>
    /// <param name="state">The state.</param>
    /// <param name="today">The last midnight passed.</param>
    public void Prepare(RegistrySnapshot state, int today)
    {
        _schedule ??= Find(today);
        _schedule.Settle();
        var told = new List<SubjectTransitions>();
        foreach (var (day, key) in _schedule.Next(SubjectsRehearsed))
        {
            if (state.CatalogueAt(day) is { } version)
            {
                AddMidnight(told, key, day, version.Catalogue);
            }
        }
    }

    /// <summary>Tells what a set did.</summary>
    /// <param name="state">The state after it.</param>
    /// <param name="today">The day on which it was recorded.</param>
    /// <param name="applied">The set.</param>
    public void Tell(RegistrySnapshot state, int today, AppliedSet applied)
    {
        Note(applied.Records, today);
        var told = new List<SubjectTransitions>();
        if (state.CatalogueAt(today)?.Catalogue is { } catalogue)
        {
            foreach (var record in applied.Records)
            {
                // What is gone is told to those who want it as it was.
                AddTo(told, record.Key, record.After.Length >= SubjectHeader.Size ? record.After.Span : record.Before.Span, ChangesOf(record, today, catalogue, applied));
            }
        }

        sink.Applied(PlaceOf(state, today), state.RecordedAtMs, told, applied.ChangedCatalogue);
    }

    /// <summary>Tells what a midnight did.</summary>
    /// <param name="state">The state: everything recorded before it.</param>
    /// <param name="day">The day that begins.</param>
    public void TellMidnight(RegistrySnapshot state, int day)
    {
        if (state.CatalogueAt(day) is not { } version)
        {
            return;
        }

        var schedule = _schedule ??= Find(day - 1);

        // What no catalogue knows no answer tells.
        var changedCatalogue = !ReferenceEquals(state.CatalogueAt(day - 1)?.Catalogue, version.Catalogue);
        var at = PlaceOf(state, day);
        var (told, most, count, began) = (new List<SubjectTransitions>(), SubjectsInFirstPiece, 0, Stopwatch.GetTimestamp());
        foreach (var key in Due(schedule, day, version.Catalogue))
        {
            if (++count > SubjectsInFirstPiece && count % SubjectsPerTurn == 0 && Stopwatch.GetElapsedTime(began) < Courtesy)
            {
                Thread.Yield();
            }

            schedule.Add(AddMidnight(told, key, day, version.Catalogue), key);
            if (told.Count == most)
            {
                sink.MidnightPassed(at, told, changedCatalogue, isLast: false);
                (told, changedCatalogue, most) = ([], false, SubjectsPerPiece);
            }
        }

        sink.MidnightPassed(at, told, changedCatalogue, isLast: true);
    }

    // Gives the next day on which the record is to be looked at.
    private int AddMidnight(List<SubjectTransitions> told, SubjectKey key, int day, Catalogue catalogue)
    {
        if (writer.ReadCopy(key) is not { Length: > 0 } record)
        {
            return CivilDay.Never;
        }

        AddTo(told, key, record, StatusTransitions.Between(record, day - 1, record, day, catalogue));
        return StatusTransitions.NextDay(record, day);
    }

    // Days of the catalogue are in no record's schedule. An adverse list that comes into force, or ceases to be, holds incentives back or frees them; it is
    // rare enough to look at every record.
    private SubjectKey[] Due(DaySchedule schedule, int day, Catalogue catalogue)
    {
        var scheduled = schedule.Take(day);
        var turning = catalogue.ListTypes.Where(list => EntryStates.CanHold(list) && list.InForce.Covers(day) != list.InForce.Covers(day - 1)).ToHashSet();
        if (turning.Count == 0)
        {
            return scheduled;
        }

        var due = new SortedSet<SubjectKey>(scheduled);
        store.Visit((key, record) =>
        {
            if (HasEntryOf(record, turning, catalogue))
            {
                due.Add(key);
            }
        });
        return [.. due];
    }

    private static bool HasEntryOf(ReadOnlySpan<byte> record, HashSet<ListTypeDefinition> lists, Catalogue catalogue)
    {
        if (record.Length >= SubjectHeader.Size)
        {
            foreach (ref readonly var entry in new SubjectView(record).Entries)
            {
                if (catalogue.ListTypeOf(entry) is { } list && lists.Contains(list))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static StatusPosition PlaceOf(RegistrySnapshot state, int day) => new(state.Revision, day) { ChainMark = StatusPosition.MarkOf(state.Chain.Span) };

    // A record that went up in another one is not gone: its entries are told of under the other key.
    private static List<StatusChange> ChangesOf(in RecordChange record, int today, Catalogue catalogue, AppliedSet applied) =>
        record.Before.Length >= SubjectHeader.Size && record.After.Length == AliasRecord.Size && MemoryMarshal.Read<AliasRecord>(record.After.Span) is { IsRemoved: false } alias
            ? [new StatusChange { Kind = StatusChangeKind.AliasMerged, Unit = alias.Target }]
            : StatusTransitions.Between(record.Before.Span, today, record.After.Span, today, catalogue, applied.CorrectedEntries.Contains);

    private static void AddTo(List<SubjectTransitions> told, SubjectKey key, ReadOnlySpan<byte> record, List<StatusChange> changes)
    {
        if (changes.Count > 0)
        {
            var kind = record.Length >= SubjectHeader.Size ? new SubjectView(record).Header.Kind : SubjectKind.Unspecified;
            told.Add(new SubjectTransitions(key, kind, changes));
        }
    }

    private void Note(IReadOnlyList<RecordChange> written, int today)
    {
        if (_schedule is null)
        {
            return;
        }

        foreach (var record in written)
        {
            var due = StatusTransitions.NextDay(record.After.Span, today);
            if (due != StatusTransitions.NextDay(record.Before.Span, today))
            {
                _schedule.Add(due, record.Key);
            }
        }
    }

    private DaySchedule Find(int today)
    {
        var schedule = new DaySchedule();
        store.Visit((key, record) => schedule.Add(StatusTransitions.NextDay(record, today), key));
        return schedule;
    }
}
