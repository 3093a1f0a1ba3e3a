using System.Collections.Immutable;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Watch.Journal;
using Google.Protobuf;

namespace CreditQuery.Server.Watch;

/// <summary>A part of the journal on its way to subscribers, with what they share: the bytes of its events, made once for all who get them, and its messages, made once
/// for all who have the same filter.</summary>
/// <remarks>Thread-safe: whoever comes first makes them, and two that come at once make the same ones. Source: ADR 0027.</remarks>
/// <param name="batch">The part.</param>
/// <param name="number">Its number in the ring; 0 for one that was read from the journal.</param>
internal sealed class FeedPart(JournalBatch batch, long number = 0)
{
    // Whoever comes with yet another filter makes its messages for itself: what is shared stays small, whatever is subscribed to.
    private const int MostFilters = 8;

    // A message with its list of changes, the key and its array; a message, a place in the list and the head of a string; the key of a unit and its array.
    private const long SubjectBytes = 192;
    private const long ChangeBytes = 120;
    private const long UnitBytes = 80;

    private byte[]?[]? _events;
    private ImmutableArray<(ByteString Filter, OutgoingEvent[] Events)> _chosen = [];
    private volatile bool _isLate;

    /// <summary>The part.</summary>
    public JournalBatch Batch => batch;

    /// <summary>Its number in the ring.</summary>
    public long Number => number;

    /// <summary>Memory that its objects take, bytes, within a tenth or two: several times what it has in the journal.</summary>
    public long Bytes => batch.Subjects.Sum(static subject =>
        SubjectBytes + subject.Changes.Sum(static change => ChangeBytes + (sizeof(char) * (long)change.EntryId.Length) + (change.Unit.IsEmpty ? 0 : UnitBytes)));

    /// <summary>The events that a filter which names no subjects lets through, in order.</summary>
    /// <param name="selection">Chooses them if nobody with its filter has.</param>
    public OutgoingEvent[] EventsFor(EventSelection selection)
    {
        foreach (var (filter, known) in _chosen)
        {
            if (filter.Equals(selection.FilterBytes))
            {
                return known;
            }
        }

        var events = Choose(selection);
        if (!_isLate)
        {
            ImmutableInterlocked.Update(ref _chosen, static (chosen, added) => chosen.Length < MostFilters ? chosen.Add(added) : chosen, (selection.FilterBytes, events));
        }

        return events;
    }

    /// <summary>The bytes of an event, as far as they are the same for all subscribers.</summary>
    /// <param name="selection">Makes them if nobody has.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="change">What happened.</param>
    /// <param name="ordinal">Ordinal of the event.</param>
    public byte[] EventBytes(EventSelection selection, JournalSubject subject, JournalChange change, uint ordinal)
    {
        if (_isLate)
        {
            return selection.CommonBytes(batch, subject, change, ordinal);
        }

        var events = Volatile.Read(ref _events) ?? Prepare();
        ref var bytes = ref events[ordinal - batch.FirstOrdinal];
        return Volatile.Read(ref bytes) ?? (bytes = selection.CommonBytes(batch, subject, change, ordinal));
    }

    /// <summary>Lets go what is shared: those who come now are late, and few.</summary>
    public void Forget()
    {
        _isLate = true;
        Volatile.Write(ref _events, null);
        ImmutableInterlocked.InterlockedExchange(ref _chosen, []);
    }

    private OutgoingEvent[] Choose(EventSelection selection)
    {
        var chosen = new List<OutgoingEvent>();
        var place = StatusJournal.PlaceOf(batch);
        var ordinal = batch.FirstOrdinal;
        foreach (var subject in batch.Subjects)
        {
            foreach (var change in subject.Changes)
            {
                if (subject.Key.IsEmpty || selection.Wants(batch, subject, change, out _))
                {
                    chosen.Add(new OutgoingEvent(this, subject, change, filterIndex: null, new StatusCursor(place, ordinal + 1)));
                }

                ordinal++;
            }
        }

        return [.. chosen];
    }

    private byte[]?[] Prepare()
    {
        var made = new byte[]?[StatusCursor.EndOf(batch) - batch.FirstOrdinal];
        return Interlocked.CompareExchange(ref _events, made, null) ?? made;
    }
}
