using System.Diagnostics;
using System.Security.Cryptography;
using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Log;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Replication;

/// <summary>Opens the index: from its own checkpoint; else from a peer's, where one is named; else from the beginning of the log.</summary>
/// <remarks>A peer's checkpoint is asked for where nothing local is of this log, or what is there cannot be used and the log no longer begins at 1.
/// It counts only if the log continues it by the chain. Source: ADR 0022.</remarks>
internal sealed class PeerBootstrap(
    IOptions<ReplicationOptions> options, IOptions<CreditIndexOptions> indexOptions, PeerChannel channels, ILogger<PeerBootstrap> logger)
{
    private readonly ReplicationOptions _options = options.Value;
    private readonly CreditIndexOptions _index = indexOptions.Value;

    /// <summary>Opens the index of a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="key">The registry's key.</param>
    /// <param name="isStateOfLog">Says whether a local checkpoint is a state of the log; null: its reader proves it.</param>
    /// <param name="taken">Told of the checkpoint that was taken from the peer, before it is opened.</param>
    /// <param name="cancellationToken">Gives up a transfer; the next start goes on with it.</param>
    /// <returns>The index; the log goes on from its revision.</returns>
    /// <exception cref="StartupException">Neither checkpoint, nor peer, nor log is enough; the message says why.</exception>
    /// <exception cref="CheckpointsUnusableException">The same, where no peer is named.</exception>
    public async Task<CreditIndex> OpenAsync(
        IChangeLog log, RegistryKey key, Func<ulong, byte[], bool>? isStateOfLog, Action<CheckpointDescription> taken, CancellationToken cancellationToken)
    {
        var failure = _options.Asks && !HasOwn(log) ? await TryFetchAsync(log, key, taken, cancellationToken) : null;
        try
        {
            return Open(log, key, isStateOfLog);
        }
        catch (CheckpointsUnusableException unusable) when (_options.Asks)
        {
            failure ??= await TryFetchAsync(log, key, taken, cancellationToken);
            return failure is null ? Open(log, key, isStateOfLog) : throw new StartupException($"Replication:From: {TextOf(failure)} {unusable.Message}", failure);
        }
    }

    private CreditIndex Open(IChangeLog log, RegistryKey key, Func<ulong, byte[], bool>? isStateOfLog)
    {
        try
        {
            var index = CreditIndex.Open(_index, key, log.Epoch, log.OldestRevision, isStateOfLog);
            CheckpointReceiver.RemoveLeftovers(_index.Folder);
            return index;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"Index:Folder: {fault.Message}", fault);
        }
    }

    // A checkpoint of a later version stops the node and stays: it is not for this version to replace.
    private bool HasOwn(IChangeLog log) => CheckpointDescription.IsLaterIn(_index.Folder)
        || (CheckpointDescription.NewestIn(_index.Folder, log.Epoch) is { } own && own.Revision + 1 >= log.OldestRevision);

    private async Task<Exception?> TryFetchAsync(IChangeLog log, RegistryKey key, Action<CheckpointDescription> taken, CancellationToken cancellationToken)
    {
        try
        {
            taken(await FetchAsync(log, key, cancellationToken));
            return null;
        }
        catch (Exception fault) when (fault is RpcException or TransferRefusedException or DamagedBlockException or ChangeLogException or IOException
            or UnauthorizedAccessException or CryptographicException)
        {
            logger.PeerCheckpointNotTaken(_options.From, fault);
            return fault;
        }
    }

    private async Task<CheckpointDescription> FetchAsync(IChangeLog log, RegistryKey key, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var receiver = CheckpointReceiver.Open(_index.Folder);
        var had = receiver.Received;
        using var channel = channels.Open();
        var download = new SnapshotDownload(new ReplicationService.ReplicationServiceClient(channel), TimeProvider.System, _options.Patience)
        {
            Interrupted = fault => logger.PeerInterrupted(_options.From, receiver.Received, fault),
        };
        await download.RunAsync(receiver, description => AcceptAsync(description, log, key, cancellationToken), cancellationToken);
        var taken = receiver.Begun!;
        ServerFailpoints.At(ServerFailpoint.PeerCheckpointReceived);
        receiver.Complete();
        var elapsed = Stopwatch.GetElapsedTime(started);
        logger.PeerCheckpointTaken(_options.From, taken.Revision, taken.Bytes, taken.Blocks - had, elapsed);
        return taken;
    }

    private static string TextOf(Exception fault) => fault is RpcException rpc ? rpc.Status.Detail : fault.Message;

    // Before a byte of it is taken; the replay proves the chain again, event by event.
    private async Task AcceptAsync(CheckpointDescription description, IChangeLog log, RegistryKey key, CancellationToken cancellationToken)
    {
        description.Require(_index, key.Check, log.Epoch);
        try
        {
            await LogProof.RequireAsync(log, log.Head, description.Revision, ChainValue.Parse(description.Chain), cancellationToken);
        }
        catch (Exception fault) when (fault is RevisionTrimmedException or LogDivergedException)
        {
            throw new TransferRefusedException($"The peer's checkpoint of revision {description.Revision} is not continued by this log: {fault.Message}", fault);
        }
    }
}
