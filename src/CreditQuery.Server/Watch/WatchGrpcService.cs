using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Watch;

/// <summary>StatusWatchService: not offered by this version.</summary>
internal sealed class WatchGrpcService : StatusWatchService.StatusWatchServiceBase
{
    /// <inheritdoc/>
    public override Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context) =>
        throw new CallException(ErrorReason.NotOffered, "This version offers no subscriptions yet.");
}
