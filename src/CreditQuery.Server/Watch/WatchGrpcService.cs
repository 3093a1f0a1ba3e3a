using CreditQuery.Server.Applying;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Watch;

/// <summary>StatusWatchService: changes of status as they happen, and what was missed.</summary>
internal sealed class WatchGrpcService(Node node, StatusFeed feed, LogClock clock, TimeProvider time) : StatusWatchService.StatusWatchServiceBase
{
    /// <inheritdoc/>
    public override async Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
    {
        var parts = node.Require();
        var subscription = new Subscription(node, parts, feed, SubscriptionRequest.Of(request, parts, feed.Secret, clock, time), responseStream);
        if (!feed.TryEnter())
        {
            throw new CallException(ErrorReason.TooManyWaiters, "As many subscriptions as this node takes.") { RetryAfter = TimeSpan.FromSeconds(5) };
        }

        try
        {
            await subscription.RunAsync(context.CancellationToken, node.Draining);
        }
        finally
        {
            feed.Leave();
        }
    }
}
