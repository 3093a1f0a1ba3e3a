using System.Collections.Immutable;
using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Watch.Journal;
using Google.Protobuf;

namespace CreditQuery.Server.Watch;

/// <summary>A part of the journal on its way to subscribers, with what they share: its objects, the bytes of its events, and the messages of those who have the same filter.</summary>
/// <remarks>Thread-safe: whoever comes first makes them, and two that come at once make the same ones. The ring keeps the bytes of the journal and reads objects from them
/// again for whoever comes after a collection: a million small objects that survive until they leave the ring made collections of 15 to 18 ms each. Source: ADR 0027.</remarks>
internal sealed class FeedPart
{
    // Whoever comes with yet another filter makes its messages for itself: what is shared stays small, whatever is subscribed to.
    private const int MostFilters = 8;

    // This object, the head of an array, and the weak reference with its handle.
    private const int OwnBytes = 192;

    private readonly byte[] _frame;
    private readonly JournalBatch? _own;
    private readonly WeakReference<JournalBatch>? _read;
    private readonly SharedEvents? _shared;
    private byte[]?[]? _events;
    private ImmutableArray<(ByteString Filter, ChosenEvents Events)> _chosen = [];
    private int _isShared;

    /// <summary>Takes one that a single subscriber read from the journal.</summary>
    /// <param name="batch">The part.</param>
    public FeedPart(JournalBatch batch)
        : this(batch, []) => _own = batch;

    /// <summary>Takes one for the ring.</summary>
    /// <param name="batch">The part.</param>
    /// <param name="frame">The same as it stands in the journal.</param>
    /// <param name="number">Its number in the ring.</param>
    /// <param name="shared">Bounds what all parts of the ring share.</param>
    public FeedPart(JournalBatch batch, byte[] frame, long number, SharedEvents shared)
        : this(batch, frame) => (Number, _shared, _read) = (number, shared, new WeakReference<JournalBatch>(batch));

    private FeedPart(JournalBatch batch, byte[] frame)
    {
        (_frame, Place, InstantMs) = (frame, StatusJournal.PlaceOf(batch), batch.InstantMs);
        (FirstOrdinal, EndOrdinal, IsLast) = (batch.FirstOrdinal, StatusCursor.EndOf(batch), batch.IsLast);
    }

    /// <summary>Its number in the ring.</summary>
    public long Number { get; }

    /// <summary>Its place.</summary>
    public StatusPosition Place { get; }

    /// <summary>When it happened, milliseconds since the Unix epoch.</summary>
    public long InstantMs { get; }

    /// <summary>Ordinal of its first event.</summary>
    public uint FirstOrdinal { get; }

    /// <summary>Ordinal of the first event after it.</summary>
    public uint EndOrdinal { get; }

    /// <summary>Nothing more follows at its place.</summary>
    public bool IsLast { get; }

    /// <summary>Memory that it takes in the ring, bytes, without what is shared for a while.</summary>
    public long Bytes => OwnBytes + _frame.Length;

    /// <summary>Its objects.</summary>
    /// <value>Whoever needs them for long keeps them: they are read again once a collection has taken them.</value>
    public JournalBatch Batch
    {
        get
        {
            if (_own is { } own)
            {
                return own;
            }

            if (!_read!.TryGetTarget(out var batch))
            {
                batch = JournalBatch.Parser.ParseFrom(_frame, JournalFrame.HeadBytes, _frame.Length - JournalFrame.HeadBytes);
                _read.SetTarget(batch);
            }

            return batch;
        }
    }

    /// <summary>Some of its objects: after a collection no others are read again.</summary>
    /// <param name="first">Number of the first subject.</param>
    /// <param name="end">Number of the first one behind them.</param>
    /// <param name="skipped">So many subjects of the part are missing before the first one.</param>
    public JournalBatch Some(int first, int end, out int skipped)
    {
        skipped = 0;
        if (_own is { } own)
        {
            return own;
        }

        if (_read!.TryGetTarget(out var batch))
        {
            return batch;
        }

        skipped = first;
        return JournalFrame.Read(_frame, first, end - first);
    }

    /// <summary>The events that a filter which names no subjects lets through, in order.</summary>
    /// <param name="selection">Chooses them if nobody with its filter has.</param>
    public ChosenEvents EventsFor(EventSelection selection)
    {
        if (Find(_chosen, selection.FilterBytes) is { } known)
        {
            return known;
        }

        if (_shared is null || _chosen.Length >= MostFilters)
        {
            return new ChosenEvents(this, selection, isShared: false);
        }

        var made = new ChosenEvents(this, selection, isShared: true);
        ImmutableInterlocked.Update(
            ref _chosen,
            static (chosen, added) => chosen.Length < MostFilters && Find(chosen, added.Filter) is null ? chosen.Add(added) : chosen,
            (Filter: selection.FilterBytes, Events: made));
        Share();

        // Of two that come at once with one filter the first one's are everybody's.
        return Find(_chosen, selection.FilterBytes) ?? made;
    }

    /// <summary>The bytes of an event, as far as they are the same for all subscribers.</summary>
    /// <param name="selection">Makes them if nobody has.</param>
    /// <param name="batch">The objects of the part, which the caller has.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="change">What happened.</param>
    /// <param name="ordinal">Ordinal of the event.</param>
    public byte[] EventBytes(EventSelection selection, JournalBatch batch, JournalSubject subject, JournalChange change, uint ordinal)
    {
        if (_shared is null)
        {
            // Nobody else comes to a part that one subscriber read.
            return selection.CommonBytes(batch, subject, change, ordinal);
        }

        var events = Volatile.Read(ref _events) ?? Prepare();
        ref var bytes = ref events[ordinal - FirstOrdinal];
        return Volatile.Read(ref bytes) ?? (bytes = selection.CommonBytes(batch, subject, change, ordinal));
    }

    /// <summary>Lets go what is shared; whoever comes now makes it again.</summary>
    public void Forget()
    {
        // In this order: what is added meanwhile is let go here, or announced again.
        Volatile.Write(ref _isShared, 0);
        Volatile.Write(ref _events, null);
        ImmutableInterlocked.InterlockedExchange(ref _chosen, []);
    }

    private static ChosenEvents? Find(ImmutableArray<(ByteString Filter, ChosenEvents Events)> chosen, ByteString wanted)
    {
        foreach (var (filter, events) in chosen)
        {
            if (filter.Equals(wanted))
            {
                return events;
            }
        }

        return null;
    }

    private byte[]?[] Prepare()
    {
        var made = new byte[]?[EndOrdinal - FirstOrdinal];
        made = Interlocked.CompareExchange(ref _events, made, null) ?? made;
        Share();
        return made;
    }

    private void Share()
    {
        if (_shared is { } shared && Interlocked.Exchange(ref _isShared, 1) == 0)
        {
            shared.Add(this);
        }
    }
}
