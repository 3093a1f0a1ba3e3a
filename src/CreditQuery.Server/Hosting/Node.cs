using CreditQuery.Server.Continuity;
using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Hosting;

/// <summary>This node: its parts once they are loaded, and whether it may answer.</summary>
/// <remarks>Thread-safe. Services hold this and ask at every call, so that a call during loading gets a reason instead of a fault.</remarks>
internal sealed class Node : IDisposable
{
    private readonly CancellationTokenSource _draining = new();
    private NodeParts? _parts;
    private volatile string? _waitsFor;

    /// <summary>Cancelled when the node is told to stop; streams that wait for a caller end by it.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>The parts; null while loading.</summary>
    public NodeParts? Parts => Volatile.Read(ref _parts);

    /// <summary>Where the node stands.</summary>
    public NodePhase Phase => _draining.IsCancellationRequested ? NodePhase.Draining
        : Parts is not { } parts ? _waitsFor is null ? NodePhase.Loading : NodePhase.Diverged
        : parts.Applier.Fault switch { null => NodePhase.Serving, DivergedException => NodePhase.Diverged, _ => NodePhase.Stopped };

    /// <summary>Puts the loaded parts in.</summary>
    /// <param name="parts">The parts, caught up with the log.</param>
    public void Start(NodeParts parts)
    {
        Volatile.Write(ref _parts, parts);
        _waitsFor = null;
    }

    /// <summary>Takes the parts out: the log is not the one that they hold, and they are loaded again.</summary>
    /// <param name="reason">What was found; callers are told.</param>
    /// <returns>The parts, which nobody gets any more.</returns>
    public NodeParts Leave(string reason)
    {
        _waitsFor = reason;
        return Interlocked.Exchange(ref _parts, null) ?? throw new InvalidOperationException("Nothing is loaded.");
    }

    /// <summary>Says why the parts are not loaded again yet.</summary>
    /// <param name="reason">The reason; callers are told.</param>
    public void Wait(string reason) => _waitsFor = reason;

    /// <summary>Says that the node stops: streams end, health turns.</summary>
    public void Drain() => _draining.Cancel();

    /// <summary>Gives the parts for an answer.</summary>
    /// <exception cref="CallException">Still loading, or the log can no longer be applied (UNAVAILABLE).</exception>
    public NodeParts Require()
    {
        var parts = Volatile.Read(ref _parts);
        if (parts is null || parts.Applier.Fault is not null)
        {
            ThrowNotServing(parts);
        }

        return parts!;
    }

    /// <summary>Gives the parts for a change.</summary>
    /// <exception cref="CallException">As above, or the node is shutting down (UNAVAILABLE).</exception>
    public NodeParts RequireWritable() => _draining.IsCancellationRequested
        ? throw new CallException(ErrorReason.ShuttingDown, "The node is shutting down; nothing was appended.") { RetryAfter = TimeSpan.FromSeconds(1) }
        : Require();

    /// <inheritdoc/>
    public void Dispose() => _draining.Dispose();

    private void ThrowNotServing(NodeParts? parts) => throw (parts?.Applier.Fault switch
    {
        null when _waitsFor is { } reason => new CallException(ErrorReason.LogDiverged, reason) { RetryAfter = TimeSpan.FromSeconds(1) },
        null => new CallException(ErrorReason.NotReady, "The index is still being loaded.") { RetryAfter = TimeSpan.FromSeconds(1) },
        DivergedException diverged => new CallException(ErrorReason.LogDiverged, diverged.Message) { RetryAfter = TimeSpan.FromSeconds(1) },
        _ => new CallException(ErrorReason.ApplyStopped, "This node stopped applying the change log and serves no more; its log says why."),
    });
}
