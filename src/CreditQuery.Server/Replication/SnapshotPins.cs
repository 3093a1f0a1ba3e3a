using CreditQuery.Server.Applying;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Replication;

/// <summary>Keeps the checkpoints that peers read: one pin for each, for all who read it, for a bounded time.</summary>
internal sealed class SnapshotPins(IOptions<ReplicationOptions> options, TimeProvider time, Checkpoints checkpoints)
{
    // Each reader has a buffer of a block, and they share one rate: more at a time serve nobody sooner.
    private const int MostReaders = 4;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _pinTime = options.Value.PinTime;
    private readonly Lock _lock = new();
    private readonly List<SharedPin> _pins = [];

    /// <summary>Takes part in a checkpoint.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="checkpointId">Its id; empty for the newest, which is made if there is none.</param>
    /// <param name="cancellationToken">Gives up waiting for one that is made.</param>
    /// <returns>The pin; to be given back.</returns>
    /// <exception cref="CallException">It is gone (NOT_FOUND), there are too many readers (RESOURCE_EXHAUSTED), or there is nothing to read (UNAVAILABLE).</exception>
    public async Task<SharedPin> TakeAsync(NodeParts parts, string checkpointId, CancellationToken cancellationToken)
    {
        if (TryTake(parts, checkpointId) is { } pin)
        {
            return pin;
        }

        if (checkpointId.Length > 0)
        {
            throw new CallException(ErrorReason.SnapshotGone, "This checkpoint is gone meanwhile: begin anew with the newest.");
        }

        await checkpoints.TakeAsync(parts, cancellationToken);
        return TryTake(parts, "") ?? throw new CallException(ErrorReason.NotReady, "This node has no checkpoint, and could not take one; its log says why.") { RetryAfter = RetryDelay };
    }

    /// <summary>Gives a pin back; it goes on counting for a while, for a reader who comes again.</summary>
    /// <param name="pin">The pin.</param>
    public void Return(SharedPin pin)
    {
        lock (_lock)
        {
            pin.Leave(time.GetTimestamp());
        }
    }

    private SharedPin? TryTake(NodeParts parts, string checkpointId)
    {
        // Not under the lock: the index asks its pins whether they count.
        var shared = new SharedPin(parts.Index, time, _pinTime);
        if (parts.Index.Checkpoints.Pin(checkpointId, shared.Holds) is not { } pin)
        {
            return null;
        }

        lock (_lock)
        {
            _pins.RemoveAll(known => known.Pin.IsDropped || known.Index != parts.Index);
            if (_pins.Sum(static known => known.Readers) >= MostReaders)
            {
                pin.Dispose();
                throw new CallException(ErrorReason.SnapshotBusy, "Enough peers read checkpoints of this node already; try again.") { RetryAfter = RetryDelay };
            }

            if (_pins.Find(known => known.Pin.Description.CheckpointId == pin.Description.CheckpointId) is { } known)
            {
                pin.Dispose();
                known.Join();
                return known;
            }

            shared.Pin = pin;
            shared.Join();
            _pins.Add(shared);
            return shared;
        }
    }
}
