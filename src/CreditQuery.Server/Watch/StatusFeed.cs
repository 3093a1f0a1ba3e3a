using System.Diagnostics;
using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Server.Telemetry;
using CreditQuery.Server.Watch.Journal;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Watch;

/// <summary>Takes what the index tells, keeps it in the journal and in a ring, and wakes the subscribers.</summary>
/// <remarks>The applier writes and never waits: subscribers read at their own pace, and whoever falls out of the ring reads the journal.
/// Source: architecture, chapter 7; ADR 0020.</remarks>
/// <param name="options">Bounds.</param>
/// <param name="logger">Learns of a journal that could not be written.</param>
/// <param name="time">Clock and timers.</param>
internal sealed class StatusFeed(IOptions<WatchOptions> options, ILogger<StatusFeed> logger, TimeProvider time) : IStatusSink, IDisposable
{
    private const long RingBytes = 32 << 20;

    private readonly FeedPart?[] _ring = new FeedPart?[options.Value.RingSize];
    private SharedEvents _shared = new();
    private StatusJournal? _journal;
    private RowsInForce? _rows;
    private ReachedPlace _reached = new(default, 0);
    private Dropped _dropped = new(default);
    private long _first;
    private long _next;
    private long _ringBytes;
    private long _wokenAt;
    private int _isWaking;
    private int _subscribers;
    private PlaceInParts? _open;

    /// <summary>The place up to which everything is told.</summary>
    public StatusPosition Place => Reached.Place;

    /// <summary>The same place, and the log's own time of it.</summary>
    public ReachedPlace Reached => Volatile.Read(ref _reached);

    /// <summary>The journal; null before the node is loaded.</summary>
    public StatusJournal? Journal => Volatile.Read(ref _journal);

    /// <summary>Number of the part that is published next.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Where subscribers wait for what is told.</summary>
    public WaitingRoom Room { get; } = new(time);

    /// <summary>Bounds all snapshots of units together.</summary>
    public SnapshotPace Pace { get; } = new(options.Value.SnapshotRate, time);

    /// <summary>Tells tokens of this history from those of one that the log has lost.</summary>
    public ChainMarks Marks { get; private set; } = new();

    /// <summary>Seals tokens; every node of the registry has the same.</summary>
    public byte[] Secret { get; private set; } = [];

    /// <summary>Opens the journal and begins to listen.</summary>
    /// <param name="index">The index, before it follows the log.</param>
    /// <param name="key">The registry's key.</param>
    /// <returns>Where the index stands.</returns>
    /// <exception cref="IOException">The journal cannot be read or written.</exception>
    public StatusPosition Start(CreditIndex index, RegistryKey key)
    {
        Secret = key.Derive(ResumeTokens.Purpose);
        var at = new StatusPosition(index.Current.Revision, index.Midnights.Through) { ChainMark = StatusPosition.MarkOf(index.Current.Chain.Span) };
        Journal?.Dispose();
        _reached = new ReachedPlace(at, index.Current.RecordedAtMs);
        _dropped = new Dropped(StatusCursor.After(at));
        Array.Clear(_ring);
        _open = null;
        Marks = new ChainMarks();
        (_first, _ringBytes, _shared) = (_next, 0, new SharedEvents());
        Volatile.Write(ref _journal, StatusJournal.Open(options.Value, index.Current.Epoch, at, time));
        index.Midnights.TellTo(this);
        return at;
    }

    /// <inheritdoc/>
    public void Applied(StatusPosition at, long recordedAtMs, IReadOnlyList<SubjectTransitions> changes, bool changedCatalogue) =>
        Tell(new PlaceInParts(at, recordedAtMs, EventCause.Log), changes, changedCatalogue, isLast: true);

    /// <inheritdoc/>
    public void MidnightPassed(StatusPosition at, IReadOnlyList<SubjectTransitions> changes, bool changedCatalogue, bool isLast)
    {
        var place = _open ?? new PlaceInParts(at, CivilDay.Start(at.Day).ToUnixTimeMilliseconds(), EventCause.Time);
        _open = isLast ? null : place;
        Tell(place, changes, changedCatalogue, isLast);
    }

    /// <summary>Makes the journal durable up to where the index stands; before a checkpoint, by the applier.</summary>
    public void Flush()
    {
        try
        {
            Journal?.Flush(Place);
        }
        catch (IOException fault)
        {
            logger.JournalFailed(fault);
        }
    }

    /// <summary>Finds the first part in the ring that has something after a place.</summary>
    /// <param name="after">What a subscriber has.</param>
    /// <param name="number">Number of the part; <see cref="Next"/> if there is none yet.</param>
    /// <returns>False if what comes first has left the ring: it is in the journal.</returns>
    public bool TryFind(StatusCursor after, out long number)
    {
        while (true)
        {
            var (first, next) = (Volatile.Read(ref _first), Next);
            var (low, high) = (first, next);
            while (low < high)
            {
                var middle = low + ((high - low) / 2);
                if (TryGet(middle) is { } part && !after.IsBeforeEndOf(part))
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            number = low;
            var dropped = Volatile.Read(ref _dropped);
            if (Volatile.Read(ref _first) == first)
            {
                // The first part of the ring may follow others that are needed too.
                return number > first || !IsBefore(after, dropped.End);
            }
        }
    }

    /// <summary>The rows of a catalogue in force on a day.</summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="day">The day.</param>
    public RowsInForce RowsOf(Catalogue catalogue, int day) => RowsInForce.Of(ref _rows, catalogue, day);

    /// <summary>A part of the ring.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>Null if it has left the ring, or is not there yet.</returns>
    public FeedPart? Get(long number) => TryGet(number);

    /// <summary>Subscribers at the moment; the more there are, the longer events wait for each other, so that waking does not eat the processor.</summary>
    public int Subscribers => Volatile.Read(ref _subscribers);

    /// <summary>Counts a subscriber in.</summary>
    /// <returns>False if there are as many as may be.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _subscribers) <= options.Value.MaxSubscribers)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Counts a subscriber out.</summary>
    public void Leave() => Interlocked.Decrement(ref _subscribers);

    /// <inheritdoc/>
    public void Dispose()
    {
        Room.Dispose();
        _journal?.Dispose();
    }

    private static bool IsBefore(StatusCursor one, StatusCursor other) =>
        one.Place < other.Place || (one.Place == other.Place && one.Delivered < other.Delivered);

    private FeedPart? TryGet(long number)
    {
        var part = Volatile.Read(ref _ring[number % _ring.Length]);
        return part?.Number == number ? part : null;
    }

    private void Tell(PlaceInParts place, IReadOnlyList<SubjectTransitions> changes, bool changedCatalogue, bool isLast)
    {
        var before = _next;
        foreach (var part in place.Add(changes, changedCatalogue, isLast))
        {
            Publish(part);
        }

        if (isLast)
        {
            Volatile.Write(ref _reached, new ReachedPlace(place.At, place.InstantMs));
        }

        if (_next > before && Interlocked.Exchange(ref _isWaking, 1) == 0)
        {
            _ = WakeAsync();
        }
    }

    // The first event after a pause wakes at once; in a flood all of them wake together, at most 500,000 subscribers a second.
    private async Task WakeAsync()
    {
        var pause = TimeSpan.FromMicroseconds(Math.Max(500, 2 * Subscribers)) - Stopwatch.GetElapsedTime(Volatile.Read(ref _wokenAt));
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause + TimeSpan.FromMilliseconds(1));
        }

        Volatile.Write(ref _wokenAt, Stopwatch.GetTimestamp());
        Volatile.Write(ref _isWaking, 0);
        Room.Wake();
    }

    private void Publish(JournalBatch part)
    {
        var frame = JournalFrame.Of(part);
        try
        {
            _journal!.Append(part, frame);
        }
        catch (IOException fault)
        {
            logger.JournalFailed(fault);
        }

        var told = new FeedPart(part, frame, _next, _shared);
        _ringBytes += told.Bytes;
        while (_first < _next && (_ringBytes > RingBytes || _next - _first >= _ring.Length))
        {
            Drop();
        }

        Volatile.Write(ref _ring[_next % _ring.Length], told);
        Volatile.Write(ref _next, _next + 1);
    }

    private void Drop()
    {
        var oldest = _ring[_first % _ring.Length]!;
        _ringBytes -= oldest.Bytes;
        var end = new StatusCursor(oldest.Place, oldest.IsLast ? StatusCursor.All : oldest.EndOrdinal);
        Volatile.Write(ref _dropped, new Dropped(end));
        Volatile.Write(ref _ring[_first % _ring.Length], null);
        Volatile.Write(ref _first, _first + 1);
    }

    private sealed record Dropped(StatusCursor End);
}
