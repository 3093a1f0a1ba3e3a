using CreditQuery.Server.Applying;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Watch;

/// <summary>StatusWatchService: changes of status as they happen, and what was missed.</summary>
internal sealed class WatchGrpcService : WatchBinding.WatchServiceBase
{
    private readonly Node _node;
    private readonly StatusFeed _feed;
    private readonly LogClock _clock;

    /// <summary>Takes what subscriptions need.</summary>
    /// <param name="node">The node.</param>
    /// <param name="feed">What is told.</param>
    /// <param name="clock">Log time.</param>
    public WatchGrpcService(Node node, StatusFeed feed, LogClock clock)
    {
        (_node, _feed, _clock) = (node, feed, clock);

        // One registration for all: each looks for itself why it was woken.
        node.Draining.UnsafeRegister(static feed => ((StatusFeed)feed!).Room.Wake(), feed);
    }

    /// <inheritdoc/>
    public override async Task Watch(WatchRequest request, IServerStreamWriter<WatchMessage> responseStream, ServerCallContext context)
    {
        var parts = _node.Require();
        var subscription = new Subscription(_node, parts, _feed, SubscriptionRequest.Of(request, parts, _feed.Secret, _clock), responseStream);
        if (!_feed.TryEnter())
        {
            throw new CallException(ErrorReason.TooManyWaiters, "As many subscriptions as this node takes.") { RetryAfter = TimeSpan.FromSeconds(5) };
        }

        try
        {
            await subscription.RunAsync(context.CancellationToken, _node.Draining);
        }
        finally
        {
            _feed.Leave();
        }
    }
}
