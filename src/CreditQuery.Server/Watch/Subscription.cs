using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Watch.Journal;
using Google.Protobuf.WellKnownTypes;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.Server.Watch;

/// <summary>One subscriber: reads at its own pace and holds nothing but its place.</summary>
/// <remarks>Ordered, unique, reliable, atomic by revision, resumable, bookmarkable (etcd's words): every event of the filter once, in the order
/// of the journal, and a progress message only after everything before it. Memory is bounded by one part of the journal and what the
/// connection buffers. Source: architecture, chapter 7; ADR 0020.</remarks>
internal sealed class Subscription
{
    // A subscriber behind by so many revisions is told so, once until it has caught up.
    private const ulong LaggingRevisions = 1_000;

    private readonly Node _node;
    private readonly NodeParts _parts;
    private readonly StatusFeed _feed;
    private readonly SubscriptionRequest _request;
    private readonly EventSelection _selection;
    private readonly ResumeTokens _tokens;
    private readonly WatchOutbox _outbox;
    private readonly Dictionary<SubjectKey, StatusPosition> _knownBySnapshot = [];
    private StatusCursor _cursor;
    private CancellationToken _callerLeaves;
    private CancellationToken _draining;
    private bool _isLagging;
    private long _sent;

    /// <summary>Prepares it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="parts">Its parts when the subscription began.</param>
    /// <param name="feed">What is told.</param>
    /// <param name="request">What the caller asked for, checked.</param>
    /// <param name="responses">The caller.</param>
    public Subscription(Node node, NodeParts parts, StatusFeed feed, SubscriptionRequest request, IServerStreamWriter<WatchResponse> responses)
    {
        (_node, _parts, _feed, _request, _outbox) = (node, parts, feed, request, new WatchOutbox(responses));
        _selection = new EventSelection(parts, feed, request.Filter, request.Named);
        _tokens = request.Tokens;
        _cursor = request.From ?? StatusCursor.After(feed.Place);
    }

    /// <summary>Streams until the caller or the node ends it.</summary>
    /// <param name="callerLeaves">The caller gave up.</param>
    /// <param name="draining">The node stops: the last message is a token.</param>
    public async Task RunAsync(CancellationToken callerLeaves, CancellationToken draining)
    {
        // A write that is given up half way would reset the stream: only waiting, and what comes between two writes, ends when the node stops.
        (_callerLeaves, _draining) = (callerLeaves, draining);
        try
        {
            if (_request.Mode == WatchMode.SnapshotThenFollow)
            {
                await SendSnapshotAsync();
            }

            await FollowAsync();
        }
        catch (OperationCanceledException) when (draining.IsCancellationRequested && !callerLeaves.IsCancellationRequested)
        {
            await _outbox.SendAsync(new WatchResponse { GoingAway = new GoingAway { Token = _tokens.Make(_cursor), Reason = "shutting down" } }, callerLeaves);
            await _outbox.FlushAsync(callerLeaves);
        }
    }

    private async Task FollowAsync()
    {
        var isSilent = false;
        while (true)
        {
            // A node that stopped applying, or was loaded anew, has nothing more to say here.
            _ = ReferenceEquals(_node.Require(), _parts) ? 0 : throw new CallException(ErrorReason.NotReady, "The node was loaded anew; resume.");

            // In this order: whatever is told after the look completes what is waited for.
            var moved = _feed.Moved;
            var place = _feed.Place;
            var sent = _sent;
            var goesOn = await DeliverAsync();
            _cursor = goesOn && place > _cursor.Place ? StatusCursor.After(place) : _cursor;
            if (goesOn && isSilent && sent == _sent)
            {
                await SendAsync(Progress());
            }

            await _outbox.FlushAsync(_callerLeaves);
            if (!goesOn)
            {
                return;
            }

            isSilent = !await MovedAsync(moved);
        }
    }

    // False: nothing was told for as long as the subscriber wants to wait for a sign.
    private async Task<bool> MovedAsync(Task moved)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_callerLeaves, _draining);
        try
        {
            await moved.WaitAsync(_request.ProgressInterval, _request.Time, stop.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // False: the stream ends, the subscriber is told why.
    private async Task<bool> DeliverAsync()
    {
        while (true)
        {
            if (_feed.TryFind(_cursor, out var number))
            {
                if (number >= _feed.Next)
                {
                    _isLagging = false;
                    return true;
                }

                await TellLagAsync();
                if (_feed.Get(number) is { } batch)
                {
                    await DeliverAsync(batch);
                }

                continue;
            }

            if (!await DeliverFromJournalAsync())
            {
                return false;
            }
        }
    }

    private async Task<bool> DeliverFromJournalAsync()
    {
        var journal = _feed.Journal!;
        var reader = new JournalReader(journal);
        if (_cursor.Place < journal.Oldest || !reader.TrySeek(_cursor))
        {
            return await TellCompactedAsync(journal);
        }

        await TellLagAsync();
        while (reader.Next(_cursor) is { } batch)
        {
            await DeliverAsync(batch);
            if (_feed.TryFind(_cursor, out _))
            {
                return true;
            }
        }

        return true;
    }

    private async Task DeliverAsync(JournalBatch batch)
    {
        var ordinal = batch.FirstOrdinal;
        var end = StatusCursor.EndOf(batch);
        foreach (var subject in batch.Subjects)
        {
            _selection.Follow(subject);
            foreach (var change in subject.Changes)
            {
                if (_cursor.IsBefore(batch, ordinal))
                {
                    await DeliverAsync(batch, subject, change, ordinal, isLast: batch.IsLast && ordinal == end - 1);
                }

                ordinal++;
            }
        }

        _cursor = new StatusCursor(StatusJournal.PlaceOf(batch), batch.IsLast ? StatusCursor.All : end);
    }

    private async Task DeliverAsync(JournalBatch batch, JournalSubject subject, JournalChange change, uint ordinal, bool isLast)
    {
        var place = StatusJournal.PlaceOf(batch);
        var after = isLast ? StatusCursor.After(place) : new StatusCursor(place, ordinal + 1);
        if (change.Type == StatusEventType.CatalogueChanged)
        {
            await DeliverCatalogueAsync(batch, subject, change, ordinal, after);
            return;
        }

        if (!IsKnown(batch, subject) && _selection.Select(batch, subject, change) is { } made)
        {
            await SendEventAsync(made, ordinal, isLast, after);
        }
    }

    // Told once, then to each subject of the filter; the token counts those that were told.
    private async Task DeliverCatalogueAsync(JournalBatch batch, JournalSubject subject, JournalChange change, uint ordinal, StatusCursor after)
    {
        var place = StatusJournal.PlaceOf(batch);
        var told = _cursor.Place == place && _cursor.Delivered == ordinal ? _cursor.Named : 0;
        if (told == 0 && _selection.Select(batch, subject, change) is { } made)
        {
            await SendEventAsync(made, ordinal, isLast: false, After(0));
        }

        for (var position = told; position < _selection.Named.Count; position++)
        {
            await SendEventAsync(_selection.OfCatalogue(batch, position), ordinal, isLast: false, After(position));
        }

        StatusCursor After(uint position) => position + 1 >= _selection.Named.Count ? after : new StatusCursor(place, ordinal, position + 1);
    }

    private async Task SendEventAsync(StatusEvent made, uint ordinal, bool isLast, StatusCursor after)
    {
        (made.Ordinal, made.LastOfRevision, made.Token) = (ordinal, isLast, _tokens.Make(after));
        await SendAsync(new WatchResponse { Event = made });

        // At once: whoever is told to go on elsewhere in the middle of a part must not get its beginning twice.
        _cursor = after;
    }

    private WatchResponse Progress() => new()
    {
        Progress = new WatchProgress
        {
            Revision = _cursor.Place.Revision,
            SourceTime = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(_request.SourceTimeMs(_parts, _cursor.Place.Revision))),
            Token = _tokens.Make(_cursor),
        },
    };

    private async Task TellLagAsync()
    {
        var place = _feed.Place;
        var behind = place.Revision - Math.Min(place.Revision, _cursor.Place.Revision);
        if (!_isLagging && behind >= LaggingRevisions)
        {
            _isLagging = true;
            await SendAsync(new WatchResponse { Lagged = new Lagged { Behind = behind } });
        }
    }

    private async Task<bool> TellCompactedAsync(StatusJournal journal)
    {
        var oldest = journal.Oldest;
        var compacted = new Compacted { OldestRevision = oldest.Revision, Token = _tokens.Make(StatusCursor.After(oldest)) };
        await SendAsync(new WatchResponse { Compacted = compacted });
        if (_request.OnCompacted != OnCompacted.Resnapshot)
        {
            return false;
        }

        await SendSnapshotAsync();
        return true;
    }

    // What happens while the snapshot is taken is told before its end, apart from what a status holds already: its token stands for everything before it.
    private async Task SendSnapshotAsync()
    {
        var snapshot = new StatusSnapshot(_parts, _request.Named, _selection);
        _cursor = StatusCursor.After(_feed.Place);
        await SendAsync(new WatchResponse { SnapshotBegin = new SnapshotBegin { Revision = _cursor.Place.Revision } });
        while (snapshot.TryTake(out var taken))
        {
            foreach (var (key, status) in taken.Statuses)
            {
                _knownBySnapshot[key] = taken.Place;
                await SendAsync(new WatchResponse { SubjectStatus = status });
            }
        }

        await DeliverAsync();
        _knownBySnapshot.Clear();
        var end = new SnapshotEnd { Revision = _cursor.Place.Revision, Token = _tokens.Make(_cursor) };
        await SendAsync(new WatchResponse { SnapshotEnd = end });
    }

    private bool IsKnown(JournalBatch batch, JournalSubject subject) =>
        _knownBySnapshot.Count > 0 && SubjectKeyCipher.TryReadKey(subject.Key.Span, out var key)
        && _knownBySnapshot.TryGetValue(key, out var known) && StatusJournal.PlaceOf(batch) <= known;

    private Task SendAsync(WatchResponse response)
    {
        _draining.ThrowIfCancellationRequested();
        _sent++;
        return _outbox.SendAsync(response, _callerLeaves);
    }
}
