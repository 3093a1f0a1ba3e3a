using CreditQuery.Index.Snapshots;
using CreditQuery.Index.Store;
using CreditQuery.Index.Transitions;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>What midnight does to records: retention takes out what is kept no longer.</summary>
/// <remarks>A deterministic function of the state and the day, done before the first event of the day, so that it is the same on every node.
/// Records keep the revision that wrote them: no answer changes, so no check has to start again. One thread.
/// Source: architecture, chapters 4 and 7.</remarks>
internal sealed class Midnights
{
    // A set of so many records is written at once: what is taken apart meanwhile stays small.
    private const int RecordsAtOnce = 500;

    private readonly SubjectStore _store;
    private readonly RecordWriter _writer;
    private readonly SubjectKeyCipher _cipher;
    private DaySchedule? _schedule;
    private int _through;

    /// <summary>Goes on from a state.</summary>
    /// <param name="store">The records.</param>
    /// <param name="writer">Writes them.</param>
    /// <param name="cipher">Reads keys.</param>
    /// <param name="state">What was recovered: every midnight up to the day of its last event has passed, later ones change nothing twice.</param>
    public Midnights(SubjectStore store, RecordWriter writer, SubjectKeyCipher cipher, RegistrySnapshot state)
    {
        (_store, _writer, _cipher) = (store, writer, cipher);
        Through = state.Revision == 0 ? CivilDay.None : CivilDay.Of(state.RecordedAt);
        _schedule = state.Revision == 0 ? new DaySchedule() : null;
    }

    /// <summary>Tells what midnight does to statuses; null while nobody listens.</summary>
    public TransitionTeller? Teller { get; set; }

    /// <summary>The last civil day whose midnight has passed, or is passing; None before the first event. Read on any thread.</summary>
    public int Through
    {
        get => Volatile.Read(ref _through);
        private set => Volatile.Write(ref _through, value);
    }

    /// <summary>Notes records that a set has written.</summary>
    public void Note(RegistryFacts facts, Catalogue? catalogue, IReadOnlyList<RecordChange> written)
    {
        if (_schedule is null)
        {
            return;
        }

        foreach (var record in written)
        {
            var due = RecordRetention.NextDue(record.After.Span, facts, catalogue);
            if (due != RecordRetention.NextDue(record.Before.Span, facts, catalogue))
            {
                _schedule.Add(due, record.Key);
            }
        }
    }

    /// <summary>Other days may count from now on: the next midnight looks at every record.</summary>
    public void Forget() => _schedule = null;

    /// <summary>Passes every midnight up to that of a day.</summary>
    /// <param name="current">The state; everything recorded before that midnight is applied.</param>
    /// <param name="day">The day.</param>
    /// <returns>The state after; the same where nothing went.</returns>
    public RegistrySnapshot Pass(RegistrySnapshot current, int day)
    {
        Through = Through == CivilDay.None ? day : Through;
        while (Through < day)
        {
            Through++;
            if (!ReferenceEquals(current.CatalogueAt(Through), current.CatalogueAt(Through - 1)))
            {
                Forget();
            }

            Teller?.TellMidnight(current, Through);
            _schedule ??= Find(current);
            foreach (var keys in _schedule.Take(Through).Chunk(RecordsAtOnce))
            {
                current = Trim(current, keys);
            }
        }

        return current;
    }

    private DaySchedule Find(RegistrySnapshot current)
    {
        var schedule = new DaySchedule();
        var (facts, catalogue) = (current.Facts, current.CatalogueAt(Through)?.Catalogue);
        _store.Visit((key, record) => schedule.Add(RecordRetention.NextDue(record, facts, catalogue), key));
        return schedule;
    }

    private RegistrySnapshot Trim(RegistrySnapshot current, SubjectKey[] keys)
    {
        var set = new WorkingSet(_writer.ReadCopy, _cipher, new SetPosition(current.Revision, CivilDay.Start(Through)), current.Facts);
        foreach (var key in keys)
        {
            RecordRetention.Trim(set, set.At(key));
        }

        Derivation.Run(set);
        var written = Pack(set);
        if (!_store.HasRoom(written.Sum(static w => (long)w.After.Length), written.Count))
        {
            // Nothing may end the node here: what is due is looked at again tomorrow.
            Array.ForEach(keys, key => _schedule!.Add(Through + 1, key));
            return current;
        }

        var catalogue = current.CatalogueAt(Through)?.Catalogue;
        var counts = current.Counts;
        foreach (var record in written)
        {
            _writer.Write(record.Key, record.After.Span);
            counts = CountChanges.Count(counts, _cipher, record);
            _schedule!.Add(RecordRetention.NextDue(record.After.Span, current.Facts, catalogue), record.Key);
        }

        return current.WithCounts(counts);
    }

    private static List<RecordChange> Pack(WorkingSet set)
    {
        var packed = new List<RecordChange>();
        foreach (var record in set.Records)
        {
            if (record.IsChanged)
            {
                packed.Add(new RecordChange(record.Key, record.Before, record.Pack(record.RevisionBefore)));
            }
        }

        packed.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        return packed;
    }
}
