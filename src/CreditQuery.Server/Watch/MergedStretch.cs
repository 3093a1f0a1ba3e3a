using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Watch.Journal;
using Google.Protobuf;

namespace CreditQuery.Server.Watch;

/// <summary>Events of several revisions that wait for one subscriber: of each entry only those of the last revision that tells of it.</summary>
/// <remarks>What stays keeps its order and its words, but for the state before, which is the one before the first event that it stands for.
/// Events of no entry are never merged. Source: ADR 0026.</remarks>
internal sealed class MergedStretch
{
    /// <summary>Most events that one stretch stands for.</summary>
    public const int Most = 1_024;

    private readonly List<(StatusEvent? Made, StatusCursor After)> _events = [];
    private readonly Dictionary<EntryWay, Newest> _newest = [];

    /// <summary>Events that it stands for.</summary>
    public int Count => _events.Count;

    /// <summary>Some of them went up in others.</summary>
    public bool IsMerged { get; private set; }

    /// <summary>What is left, in order, and where a subscriber is who has it.</summary>
    public IEnumerable<(StatusEvent Made, StatusCursor After)> Events => _events.Where(static told => told.Made is not null)!;

    /// <summary>A part may be merged with others: it is a whole revision or midnight, and changes no catalogue.</summary>
    /// <param name="part">The part.</param>
    public static bool CanJoin(FeedPart part) => part is { FirstOrdinal: 0, IsLast: true } && !part.Batch.Subjects[0].Key.IsEmpty;

    /// <summary>Adds the next event.</summary>
    /// <param name="batch">The part in which it stands.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="change">What happened.</param>
    /// <param name="made">The event.</param>
    public void Add(JournalBatch batch, JournalSubject subject, JournalChange change, StatusEvent made)
    {
        var place = StatusJournal.PlaceOf(batch);
        if (change.EntryId.Length > 0)
        {
            Merge(new EntryWay(subject.Key, change.EntryId, change.Unit, change.Role), place, made);
        }

        _events.Add((made, new StatusCursor(place, made.Ordinal + 1)));
    }

    /// <summary>Marks the last event of a place.</summary>
    /// <param name="place">The place that was added last.</param>
    public void EndPlace(StatusPosition place)
    {
        if (_events is [.., ({ } last, var after)] && after.Place == place)
        {
            last.LastOfRevision = true;
            _events[^1] = (last, StatusCursor.After(place));
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _events.Clear();
        _newest.Clear();
        IsMerged = false;
    }

    private void Merge(EntryWay way, StatusPosition place, StatusEvent made)
    {
        if (!_newest.TryGetValue(way, out var newest))
        {
            _newest[way] = new Newest(place, made.PreviousState) { Indexes = { _events.Count } };
            return;
        }

        made.PreviousState = newest.Before;
        if (newest.Place != place)
        {
            made.Merged = (uint)newest.Indexes.Sum(index => 1 + (int)_events[index].Made!.Merged);
            newest.Indexes.ForEach(index => _events[index] = default);
            newest.Indexes.Clear();
            newest.Place = place;
            IsMerged = true;
        }

        // A revision tells of an entry in one breath: all of it stays, with the same state before.
        newest.Indexes.Add(_events.Count);
    }

    private readonly record struct EntryWay(ByteString Subject, string EntryId, ByteString Unit, Role Role);

    private sealed class Newest(StatusPosition place, EntryState before)
    {
        public StatusPosition Place { get; set; } = place;

        public EntryState Before { get; } = before;

        public List<int> Indexes { get; } = [];
    }
}
