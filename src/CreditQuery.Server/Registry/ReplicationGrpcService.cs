using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Registry;

/// <summary>ReplicationService: off; nodes start from their own checkpoint and log.</summary>
internal sealed class ReplicationGrpcService : ReplicationService.ReplicationServiceBase
{
    private const string Off = "Replication is off on this node.";

    /// <inheritdoc/>
    public override Task Snapshot(SnapshotRequest request, IServerStreamWriter<SnapshotResponse> responseStream, ServerCallContext context) =>
        throw new CallException(ErrorReason.NotOffered, Off);

    /// <inheritdoc/>
    public override Task Follow(FollowRequest request, IServerStreamWriter<FollowResponse> responseStream, ServerCallContext context) =>
        throw new CallException(ErrorReason.NotOffered, Off);
}
