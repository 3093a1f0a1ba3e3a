using CreditQuery.Index.Transfer;
using CreditQuery.Log;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Telemetry;
using Google.Protobuf;

namespace CreditQuery.Server.Replication;

/// <summary>ReplicationService: checkpoints, raw events and the end of the journal for the peers that the operator has named.</summary>
internal sealed class ReplicationGrpcService(
    Node node, PeerGate gate, SnapshotPins pins, JournalSender journals, TransferRate rate, ILogger<ReplicationGrpcService> logger)
    : ReplicationService.ReplicationServiceBase
{
    /// <inheritdoc/>
    public override Task Snapshot(SnapshotRequest request, IServerStreamWriter<SnapshotResponse> responseStream, ServerCallContext context) =>
        UntilDrainingAsync(context, async stop =>
        {
            var pin = await pins.TakeAsync(node.Require(), request.CheckpointId, stop);
            try
            {
                await SendAsync(pin.Pin, request.AfterBlock, responseStream, context.CancellationToken, stop);
            }
            finally
            {
                pins.Return(pin);
            }
        });

    /// <inheritdoc/>
    public override Task Follow(FollowRequest request, IServerStreamWriter<FollowResponse> responseStream, ServerCallContext context) =>
        UntilDrainingAsync(context, async stop =>
        {
            using var reader = OpenReader(request);
            while (await reader.WaitToReadAsync(stop))
            {
                // An event lies in the reader's buffer until the next wait, and a message is written out before that.
                while (reader.TryRead(out var next))
                {
                    await rate.WaitAsync(next.Raw.Length, stop);
                    stop.ThrowIfCancellationRequested();
                    await responseStream.WriteAsync(new FollowResponse { Event = UnsafeByteOperations.UnsafeWrap(next.Raw) }, context.CancellationToken);
                }
            }
        });

    /// <inheritdoc/>
    public override Task Journal(JournalRequest request, IServerStreamWriter<JournalResponse> responseStream, ServerCallContext context) =>
        UntilDrainingAsync(context, stop => journals.SendAsync(node.Require(), request, responseStream, context.CancellationToken, stop));

    private static SnapshotManifest ManifestOf(CheckpointDescription description) => new()
    {
        CheckpointId = description.CheckpointId,
        Epoch = description.Epoch,
        Revision = description.Revision,
        Chain = ByteString.CopyFrom(Convert.FromHexString(description.Chain)),
        CatalogueVersion = description.CatalogueVersion,
        KeyCheck = ByteString.CopyFrom(Convert.FromHexString(description.KeyCheck)),
        Format = (uint)description.Format,
        Blocks = description.Blocks,
        Bytes = (ulong)description.Bytes,
        Content = UnsafeByteOperations.UnsafeWrap(description.Content),
    };

    // Whatever waits, waits until the node drains; a write is never given up for that, as Kestrel resets a stream whose flush is cancelled.
    private async Task UntilDrainingAsync(ServerCallContext context, Func<CancellationToken, Task> serve)
    {
        gate.Require(context.GetHttpContext().Connection);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, node.Draining);
        try
        {
            await serve(stop.Token);
        }
        catch (OperationCanceledException) when (node.Draining.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw new CallException(ErrorReason.ShuttingDown, "The node is shutting down; go on with another one, or here after its start.");
        }
    }

    private async Task SendAsync(CheckpointPin pin, ulong afterBlock, IServerStreamWriter<SnapshotResponse> responses, CancellationToken aborted, CancellationToken stop)
    {
        var description = pin.Description;
        if (afterBlock > description.Blocks)
        {
            throw CallException.OfField("after_block", ErrorReason.InvalidField, $"The checkpoint has {description.Blocks} blocks.");
        }

        await responses.WriteAsync(new SnapshotResponse { Manifest = ManifestOf(description) }, aborted);
        logger.SnapshotServed(description.Revision, afterBlock, description.Blocks);
        using var reader = pin.OpenReader();
        var buffer = new byte[CheckpointDescription.MaxBlockBytes];
        for (var block = afterBlock + 1; block <= description.Blocks; block++)
        {
            await rate.WaitAsync(buffer.Length, stop);
            stop.ThrowIfCancellationRequested();
            if (pin.IsDropped)
            {
                throw new CallException(ErrorReason.SnapshotGone, "This checkpoint was kept for as long as Replication:PinTime allows, and is gone: begin anew.");
            }

            var bytes = buffer.AsMemory(0, reader.ReadBlock(block, buffer));
            await responses.WriteAsync(new SnapshotResponse { Block = BlockOf(block, bytes) }, aborted);
        }
    }

    private static SnapshotBlock BlockOf(ulong block, ReadOnlyMemory<byte> bytes) =>
        new() { Index = block, Records = UnsafeByteOperations.UnsafeWrap(bytes), Checksum = Crc32C.Of(bytes.Span) };

    private IChangeLogReader OpenReader(FollowRequest request)
    {
        var log = node.Require().Log;
        if (request.Epoch != log.Epoch)
        {
            throw new CallException(ErrorReason.OtherEpoch, "This node follows another log than the one asked for.");
        }

        if (request.FromRevision == 0)
        {
            throw CallException.OfField("from_revision", ErrorReason.InvalidField, "Revisions begin with 1.");
        }

        if (request.AfterChain.Length is not (0 or ChainValue.SizeBytes))
        {
            throw CallException.OfField("after_chain", ErrorReason.InvalidField, "A chain value has 20 bytes.");
        }

        return log.Follow(request.FromRevision - 1, request.AfterChain.IsEmpty ? null : ChainValue.FromBytes(request.AfterChain.Span));
    }
}
