using System.Diagnostics;
using CreditQuery.Server.Hosting;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.Server.Watch;

/// <summary>What one subscriber is sent, and when: its messages, signs of life where it would hear nothing, its turn among others.</summary>
/// <remarks>A write that is given up half way would reset the stream: only waiting, and what comes between two writes, ends when the node stops.</remarks>
internal sealed class SubscriberOutput
{
    // So long it runs before others have their turn: an append waits for several turns on its way (loadtests/results/watch-2026-11-22.md, isolation).
    private static readonly TimeSpan MostAtOnce = TimeSpan.FromMicroseconds(100);

    private readonly NodeParts _parts;
    private readonly WaitingRoom _room;
    private readonly SubscriptionRequest _request;
    private readonly WatchOutbox _outbox;
    private CancellationToken _callerLeaves;
    private CancellationToken _draining;
    private Seat? _seat;
    private long _runsSince;
    private long _sourceMs;

    /// <summary>Prepares it.</summary>
    /// <param name="parts">The node's parts when the subscription began.</param>
    /// <param name="feed">What is told, and where subscribers wait for it.</param>
    /// <param name="request">What the caller asked for.</param>
    /// <param name="selection">Chooses its events.</param>
    /// <param name="responses">The caller.</param>
    public SubscriberOutput(NodeParts parts, StatusFeed feed, SubscriptionRequest request, EventSelection selection, IServerStreamWriter<WatchMessage> responses)
    {
        (_parts, _room, _request, _outbox) = (parts, feed.Room, request, new WatchOutbox(responses));
        Events = new EventStream(selection, request.Tokens, request.Coalesce, SendAsync);
        Events.GoTo(request.From ?? StatusCursor.After(feed.Place));
    }

    /// <summary>Makes its events, and keeps its place.</summary>
    public EventStream Events { get; }

    /// <summary>How many messages it has been sent.</summary>
    public long Sent { get; private set; }

    /// <summary>It has heard nothing for as long as it wants to.</summary>
    public bool IsSilent => _room.IsSilent(_seat!);

    // Up to when the log is known to be followed; an estimate, which may go back.
    private long SourceMs => _request.SourceTimeMs(_parts, Events.Cursor.Place.Revision);

    /// <summary>Takes a seat in the waiting room; <see cref="Leave"/> gives it back.</summary>
    /// <param name="callerLeaves">The caller gave up.</param>
    /// <param name="draining">The node stops.</param>
    /// <returns>The seat.</returns>
    public Seat Enter(CancellationToken callerLeaves, CancellationToken draining)
    {
        (_callerLeaves, _draining, Events.Stop) = (callerLeaves, draining, draining);
        _runsSince = Stopwatch.GetTimestamp();
        return _seat = _room.Enter(_request.ProgressInterval);
    }

    /// <summary>Gives the seat back.</summary>
    public void Leave() => _room.Leave(_seat!);

    /// <summary>Waits until something is told after a moment, or the silence has lasted; <see cref="GoOn"/> follows.</summary>
    /// <param name="seen">What the room said at that moment.</param>
    /// <returns>False after silence.</returns>
    public ValueTask<bool> MovedAsync(long seen)
    {
        var waiting = _room.WaitAsync(_seat!, seen);
        if (_callerLeaves.IsCancellationRequested || _draining.IsCancellationRequested)
        {
            // Whoever said so may have come before the wait.
            _seat!.TryWake(hasMoved: true);
        }

        return waiting;
    }

    /// <summary>Waits as <see cref="MovedAsync"/> does, with nothing to be said after the silence.</summary>
    /// <param name="seen">What the room said at that moment.</param>
    /// <returns>False after silence.</returns>
    public ValueTask<bool> MovedQuietlyAsync(long seen)
    {
        _room.Speak(_seat!);
        return MovedAsync(seen);
    }

    /// <summary>The wait is over: another turn begins.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up, or the node stops.</exception>
    public void GoOn()
    {
        _callerLeaves.ThrowIfCancellationRequested();
        _draining.ThrowIfCancellationRequested();
        _runsSince = Stopwatch.GetTimestamp();
    }

    /// <summary>Lets others have their turn after a while: one that has much to read must not keep them, and checks, from the processor.</summary>
    public Task GiveWayAsync() => Stopwatch.GetElapsedTime(_runsSince) > MostAtOnce ? YieldAsync() : Task.CompletedTask;

    /// <summary>Notes that everything recorded before an instant has been told.</summary>
    /// <param name="sourceMs">The instant, milliseconds since the Unix epoch.</param>
    public void Reach(long sourceMs) => _sourceMs = Math.Max(_sourceMs, sourceMs);

    /// <summary>Sends a sign of life.</summary>
    /// <param name="sourceMs">Everything recorded before this instant has been told; the stream's own never goes back.</param>
    public Task SendProgressAsync(long sourceMs)
    {
        Reach(sourceMs);
        return SendAsync(new WatchResponse
        {
            Progress = new WatchProgress
            {
                Revision = Events.Cursor.Place.Revision,
                SourceTime = _sourceMs > 0 ? Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(_sourceMs)) : null,
                Token = Events.Token,
            },
        });
    }

    /// <summary>Sends a sign of life that says how far the node is.</summary>
    /// <param name="leastMs">The source time is not before it.</param>
    public Task SendProgressNowAsync(long leastMs) => SendProgressAsync(Math.Max(leastMs, SourceMs));

    /// <summary>Sends a sign of life if it has heard nothing for long: a walk past what the filter does not want is silent, too.</summary>
    /// <param name="sourceMs">Everything recorded before this instant has been told; null: as far as the node is.</param>
    public async Task TellAliveAsync(long? sourceMs = null)
    {
        if (IsSilent)
        {
            await SendProgressAsync(sourceMs ?? SourceMs);
            await FlushAsync();
        }
    }

    /// <summary>Sends a message, soon; unless the node stops.</summary>
    /// <param name="response">The message.</param>
    /// <exception cref="OperationCanceledException">The node stops.</exception>
    public Task SendAsync(WatchResponse response)
    {
        _draining.ThrowIfCancellationRequested();
        return SendAsync(new WatchMessage(response));
    }

    /// <summary>Sends the last message: where to go on, elsewhere.</summary>
    public async Task SendGoingAwayAsync()
    {
        await _outbox.SendAsync(new WatchMessage(new WatchResponse { GoingAway = new GoingAway { Token = Events.Token, Reason = "shutting down" } }), _callerLeaves);
        await FlushAsync();
    }

    /// <summary>Sends what is held back for the message after it.</summary>
    public Task FlushAsync() => _outbox.FlushAsync(_callerLeaves);

    private async Task YieldAsync()
    {
        // In this order: one that goes on where it was woken keeps what those before it wrote, and those after it.
        await Task.Yield();
        Thread.Yield();
        _runsSince = Stopwatch.GetTimestamp();
    }

    private Task SendAsync(WatchMessage message)
    {
        Sent++;
        _room.Speak(_seat!);
        var sending = _outbox.SendAsync(message, _callerLeaves);
        return sending.IsCompletedSuccessfully ? GiveWayAsync() : GiveWayAfterAsync(sending);
    }

    private async Task GiveWayAfterAsync(Task sending)
    {
        await sending;
        await GiveWayAsync();
    }
}
