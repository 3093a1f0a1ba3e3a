using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.Index.Transfer;

/// <summary>Fetches a checkpoint over ReplicationService: takes a broken connection up again at the next block, begins anew where the checkpoint is gone.</summary>
/// <param name="peer">The peer.</param>
/// <param name="time">The clock that patience is measured with.</param>
/// <param name="patience">How long to go on without a new block.</param>
public sealed class SnapshotDownload(ReplicationService.ReplicationServiceClient peer, TimeProvider time, TimeSpan patience)
{
    private const int MostBeginnings = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private long _progressAt;
    private int _beginnings;

    /// <summary>Told why a try ended, before the next one.</summary>
    public Action<Exception>? Interrupted { get; init; }

    /// <summary>Told the number of each block that was taken, and of how many.</summary>
    public Action<ulong, ulong>? Progress { get; init; }

    /// <summary>Fetches until the target has every block.</summary>
    /// <param name="target">Takes the blocks; what it holds already is not fetched again.</param>
    /// <param name="accept">Throws <see cref="TransferRefusedException"/> for a checkpoint that is not wanted, before a byte of it is taken.</param>
    /// <param name="cancellationToken">Gives up; what the target has stays there.</param>
    /// <exception cref="TransferRefusedException">The checkpoint is not wanted, or there is no room.</exception>
    /// <exception cref="RpcException">The peer refuses, or cannot be reached for as long as patience lasts.</exception>
    /// <exception cref="DamagedBlockException">What comes is damaged for as long as patience lasts.</exception>
    public async Task RunAsync(ICheckpointTarget target, Func<CheckpointDescription, Task> accept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(accept);
        await DiscardUnwantedAsync(target, accept);
        _progressAt = time.GetTimestamp();
        var delay = FirstDelay;
        while (target.Begun is not { } begun || target.Received < begun.Blocks)
        {
            var before = target.Received;
            try
            {
                await ReadAsync(target, accept, cancellationToken);
            }
            catch (RpcException gone) when (gone.StatusCode == StatusCode.NotFound && target.Begun is not null && ++_beginnings < MostBeginnings)
            {
                // Another checkpoint stands there by now.
                Interrupted?.Invoke(gone);
                target.Discard();
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested && TransferFaults.MayPass(fault) && time.GetElapsedTime(_progressAt) + delay < patience)
            {
                Interrupted?.Invoke(fault);
                delay = target.Received > before ? FirstDelay : delay;
                await Task.Delay(delay, time, cancellationToken);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
        }
    }

    private static async Task DiscardUnwantedAsync(ICheckpointTarget target, Func<CheckpointDescription, Task> accept)
    {
        try
        {
            if (target.Begun is { } begun)
            {
                await accept(begun);
            }
        }
        catch (TransferRefusedException)
        {
            // Left by a try with another log or key, or the log was trimmed since; the peer may have a newer one.
            target.Discard();
        }
    }

    private async Task ReadAsync(ICheckpointTarget target, Func<CheckpointDescription, Task> accept, CancellationToken cancellationToken)
    {
        var request = new SnapshotRequest { AfterBlock = target.Received, CheckpointId = target.Begun?.CheckpointId ?? "" };
        using var call = peer.Snapshot(request, cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var message = call.ResponseStream.Current;
            if (message.MessageCase == SnapshotResponse.MessageOneofCase.Manifest)
            {
                await BeginAsync(target, accept, message.Manifest);
            }
            else if (message.Block is { } block)
            {
                Take(target, block);
            }
        }

        if (target.Begun is not { } begun || target.Received < begun.Blocks)
        {
            throw new DamagedBlockException(target.Received + 1, "The peer ended the snapshot before its last block.");
        }
    }

    private static async Task BeginAsync(ICheckpointTarget target, Func<CheckpointDescription, Task> accept, SnapshotManifest manifest)
    {
        // An earlier format cannot even be described; 0 is a peer that does not say.
        CheckpointDescription.RequireFormat(manifest.Format == 0 ? CheckpointDescription.CurrentFormat : manifest.Format);
        CheckpointDescription description;
        try
        {
            description = CheckpointDescription.Read(manifest.Content.ToByteArray());
        }
        catch (InvalidDataException damaged)
        {
            throw new DamagedBlockException(0, damaged.Message, damaged);
        }

        await accept(description);
        target.Begin(description);
    }

    private void Take(ICheckpointTarget target, SnapshotBlock block)
    {
        if (Crc32C.Of(block.Records.Span) != block.Checksum)
        {
            throw new DamagedBlockException(block.Index, $"Block {block.Index} changed on its way.");
        }

        target.Write(block.Index, block.Records.Span);
        _progressAt = time.GetTimestamp();
        Progress?.Invoke(block.Index, target.Begun!.Blocks);
    }
}
