using CreditQuery.Index;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Watch.Journal;

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
    private readonly SubscriberOutput _output;
    private readonly EventStream _events;
    private CancellationToken _callerLeaves;
    private CancellationToken _draining;
    private bool _isLagging;

    /// <summary>Prepares it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="parts">Its parts when the subscription began.</param>
    /// <param name="feed">What is told.</param>
    /// <param name="request">What the caller asked for, checked.</param>
    /// <param name="responses">The caller.</param>
    public Subscription(Node node, NodeParts parts, StatusFeed feed, SubscriptionRequest request, IServerStreamWriter<WatchMessage> responses)
    {
        (_node, _parts, _feed, _request) = (node, parts, feed, request);
        _selection = new EventSelection(parts, feed, request.Filter, request.Named);
        _output = new SubscriberOutput(parts, feed, request, _selection, responses);
        _events = _output.Events;
    }

    /// <summary>Streams until the caller or the node ends it.</summary>
    /// <param name="callerLeaves">The caller gave up.</param>
    /// <param name="draining">The node stops: the last message is a token.</param>
    public async Task RunAsync(CancellationToken callerLeaves, CancellationToken draining)
    {
        (_callerLeaves, _draining) = (callerLeaves, draining);
        var seat = _output.Enter(callerLeaves, draining);
        await using var leaving = callerLeaves.UnsafeRegister(static seat => ((Seat)seat!).TryWake(hasMoved: true), seat);
        try
        {
            if (_request.Mode == WatchMode.SnapshotThenFollow)
            {
                await SendSnapshotAsync();
            }

            if (await ResumeAsync())
            {
                await FollowAsync();
            }

            await _output.FlushAsync();
        }
        catch (OperationCanceledException) when (draining.IsCancellationRequested && !callerLeaves.IsCancellationRequested)
        {
            await _output.SendGoingAwayAsync();
        }
        finally
        {
            _output.Leave();
        }
    }

    // False: the stream ends, the subscriber is told why.
    private async Task<bool> ResumeAsync()
    {
        if (_request.From is not { } from)
        {
            return true;
        }

        // In this order: whatever is applied after the look ends the wait.
        for (var seen = _feed.Room.Moved; from.Place.Revision > _parts.Index.Current.Revision; seen = _feed.Room.Moved)
        {
            RequireParts();
            if (_parts.Applier.HasLost(from.Place.Revision, _request.CameMs))
            {
                return await TellCompactedAsync(CompactedReason.LogDiverged);
            }

            // The node that made the token is ahead of this one.
            await _output.MovedQuietlyAsync(seen);
            _output.GoOn();
        }

        return await _feed.Marks.HoldAsync(_parts, from.Place, _callerLeaves) || await TellCompactedAsync(CompactedReason.LogDiverged);
    }

    // A node that stopped applying, or was loaded anew, has nothing more to say here.
    private void RequireParts() =>
        _ = ReferenceEquals(_node.Require(), _parts) ? 0 : throw new CallException(ErrorReason.NotReady, "The node was loaded anew; resume.");

    private async Task FollowAsync()
    {
        // A stream to which nothing is to be told yet begins with a sign of life: a token, whatever comes.
        var isSilent = true;
        while (true)
        {
            RequireParts();

            // In this order: whatever is told after the look ends the wait.
            var seen = _feed.Room.Moved;
            var reached = _feed.Reached;
            var sent = _output.Sent;
            if (!await DeliverAsync() && !await TellCompactedAsync(CompactedReason.OlderThanJournal))
            {
                return;
            }

            _events.Reach(reached.Place);
            if (isSilent && sent == _output.Sent && _events.IsDrained)
            {
                await _output.SendProgressNowAsync(reached.AtMs);
            }

            await _output.FlushAsync();
            await _output.MovedAsync(seen);
            _output.GoOn();
            isSilent = _output.IsSilent;
        }
    }

    // Up to a place, or as far as there is something. False: the subscriber's place is older than the journal.
    private async Task<bool> DeliverAsync(StatusPosition? until = null)
    {
        while (until is not { } last || (_events.Ahead.Place <= last && _events.Ahead != StatusCursor.After(last)))
        {
            if (!_feed.TryFind(_events.Ahead, out var number))
            {
                if (!await DeliverFromJournalAsync(until))
                {
                    return false;
                }
            }
            else if (number >= _feed.Next || IsBeyond(until, _feed.Get(number)?.Place))
            {
                _isLagging = false;
                await _events.EndAsync();
                return true;
            }
            else
            {
                await TellLagAsync();
                if (_feed.Get(number) is { } part)
                {
                    await TakeAsync(part);
                }
            }
        }

        return true;
    }

    // Of the place after which a journal begins it holds nothing.
    private bool LacksAfter(StatusPosition oldest) =>
        _events.Ahead.Place < oldest || (_events.Ahead.Place == oldest && _events.Ahead.Delivered != StatusCursor.All);

    private async Task<bool> DeliverFromJournalAsync(StatusPosition? until)
    {
        var journal = _feed.Journal!;
        var reader = new JournalReader(journal);
        if (LacksAfter(journal.Oldest) || !reader.TrySeek(_events.Ahead))
        {
            return false;
        }

        await TellLagAsync();
        var (began, reached) = (_events.Ahead, _feed.Place);
        while (reader.Next(_events.Ahead) is { } batch)
        {
            if (IsBeyond(until, StatusJournal.PlaceOf(batch)))
            {
                _events.Reach(until!.Value);
                return true;
            }

            await TakeAsync(new FeedPart(batch));
            if (_feed.TryFind(_events.Ahead, out _))
            {
                return true;
            }
        }

        if (_events.Ahead != began || !reader.IsAtEnd)
        {
            // Whatever was added meanwhile is read the next time; what cannot be read is gone: a file is damaged.
            return _events.Ahead != began || reader.Next(_events.Ahead) is not null;
        }

        // Nothing was told up to here.
        await _events.EndAsync();
        _events.Reach(until is { } last && last < reached ? last : reached);
        return _events.Ahead != began;
    }

    // Whoever reads for long past what it does not want is told how far it is: its token moves on, and it sees that the node lives.
    private async Task TakeAsync(FeedPart part)
    {
        // Of another history, nothing: its events are not told by what this one's index knows.
        RequireParts();
        await _events.TakeAsync(part);
        if (part.IsLast && _events.IsDrained)
        {
            await _output.TellAliveAsync(part.InstantMs);
        }

        await _output.GiveWayAsync();
    }

    private static bool IsBeyond(StatusPosition? until, StatusPosition? place) => until is { } last && place > last;

    private Task TellLagAsync()
    {
        var place = _feed.Place;
        var behind = place.Revision - Math.Min(place.Revision, _events.Cursor.Place.Revision);
        if (_isLagging || behind < LaggingRevisions)
        {
            return Task.CompletedTask;
        }

        _isLagging = true;
        return _output.SendAsync(new WatchResponse { Lagged = new Lagged { Behind = behind } });
    }

    // False: the stream ends, the subscriber is told why.
    private async Task<bool> TellCompactedAsync(CompactedReason reason)
    {
        var oldest = _feed.Journal!.Oldest;
        var compacted = new Compacted { OldestRevision = oldest.Revision, Token = _request.Tokens.Make(StatusCursor.After(oldest)), Reason = reason };
        await _output.SendAsync(new WatchResponse { Compacted = compacted });
        if (_request.OnCompacted != OnCompacted.Resnapshot)
        {
            return false;
        }

        await SendSnapshotAsync();
        return true;
    }

    private async Task SendSnapshotAsync()
    {
        while (!await TrySendSnapshotAsync())
        {
            // It took longer than the journal reaches back: another one begins.
        }
    }

    // What happens while the snapshot is taken is told before the states that hold it: whoever takes all in order has the state of its end.
    private async Task<bool> TrySendSnapshotAsync()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_callerLeaves, _draining);
        var snapshot = new StatusSnapshot(_parts, _selection, _feed.Pace);
        var reached = _feed.Reached;
        _output.Reach(reached.AtMs);
        _events.GoTo(StatusCursor.After(reached.Place));
        _events.IsInSnapshot = true;
        await _output.SendAsync(new WatchResponse { SnapshotBegin = new SnapshotBegin { Revision = _events.Cursor.Place.Revision } });
        while (await snapshot.NextAsync(stop.Token) is { } piece)
        {
            if (!await DeliverAsync(piece.Place))
            {
                return false;
            }

            _events.Reach(piece.Place);
            foreach (var status in piece.Statuses)
            {
                await _output.SendAsync(new WatchResponse { SubjectStatus = status });
            }

            await _output.FlushAsync();
            await _output.TellAliveAsync();
        }

        _events.IsInSnapshot = false;
        await _output.SendAsync(new WatchResponse { SnapshotEnd = new SnapshotEnd { Revision = _events.Cursor.Place.Revision, Token = _events.Token } });
        return true;
    }
}
