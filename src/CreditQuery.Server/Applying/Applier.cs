using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Applying;

/// <summary>The one applier of a node: follows the change log, applies each event in order, tells those who wait.</summary>
/// <remarks>Holds its turn while it applies a batch; checkpoints take the same turn, so they stand between change sets. If an event cannot
/// be applied it stops and says so: nothing is ever skipped. Source: architecture, chapter 6.</remarks>
internal sealed class Applier : IDisposable
{
    // A batch ends after so many events, so that a checkpoint or a held check gets its turn during a replay.
    private const int MaxBatch = 256;

    private readonly IChangeLog _log;
    private readonly CreditIndex _index;
    private readonly PendingChanges _pending;
    private readonly RevisionWaiters _waiters;
    private readonly ApplyObserver _observer;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _caughtUpMs;
    private Exception? _fault;

    /// <summary>Takes its parts; <see cref="CatchUpAsync"/> and <see cref="RunAsync"/> do the work.</summary>
    public Applier(IChangeLog log, CreditIndex index, PendingChanges pending, RevisionWaiters waiters, ApplyObserver observer)
    {
        _log = log;
        _index = index;
        _pending = pending;
        _waiters = waiters;
        _observer = observer;
    }

    /// <summary>Why nothing more is applied; null while all is well.</summary>
    public Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>Events applied since the start.</summary>
    public ulong Applied { get; private set; }

    /// <summary>Log time up to which an answer at a revision holds everything.</summary>
    /// <param name="revision">The revision of the answer.</param>
    /// <param name="nowMs">Log time now.</param>
    /// <returns>Now while the log holds nothing newer; else the last moment at which nothing waited to be applied.</returns>
    public long SourceTimeMs(ulong revision, long nowMs) =>
        Fault is null && _log.Head.Revision <= revision ? nowMs : Math.Min(nowMs, Volatile.Read(ref _caughtUpMs));

    /// <summary>Applies what the log holds beyond the index.</summary>
    /// <param name="cancellationToken">Gives up between batches.</param>
    /// <exception cref="LogDivergedException">The index is no state of this log.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var head = _log.Head.Revision;
        using var reader = OpenReader();
        while (_index.Current.Revision < head && await reader.WaitToReadAsync(cancellationToken))
        {
            await ApplyBatchAsync(reader, cancellationToken);
        }
    }

    /// <summary>Follows the log until it is closed or the token is cancelled.</summary>
    /// <param name="cancellationToken">Ends following, between two batches.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var reader = OpenReader();
            while (await reader.WaitToReadAsync(cancellationToken))
            {
                await ApplyBatchAsync(reader, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops; what is in the log and not applied is applied at the next start.
        }
        catch (Exception fault)
        {
            Stop(fault);
        }
    }

    /// <summary>Does something between two change sets.</summary>
    /// <param name="work">What; nothing is applied meanwhile.</param>
    /// <param name="cancellationToken">Gives up waiting for the turn.</param>
    public async Task BetweenSetsAsync(Action work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            work();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private IChangeLogReader OpenReader()
    {
        var at = _index.Current;
        ChainValue? chain = at.Revision == 0 ? null : ChainValue.FromBytes(at.Chain.Span);
        return _log.Follow(at.Revision, chain);
    }

    private async Task ApplyBatchAsync(IChangeLogReader reader, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            for (var i = 0; i < MaxBatch && reader.TryRead(out var next); i++)
            {
                ApplyOne(next);
            }
        }
        finally
        {
            _turn.Release();
        }

        _waiters.Release(_index.Current.Revision);
        if (_log.Head.Revision <= _index.Current.Revision)
        {
            Volatile.Write(ref _caughtUpMs, _observer.NowMs);
        }
    }

    private void ApplyOne(in ChangeLogEvent next)
    {
        var applied = _index.Apply(new LoggedEvent
        {
            Revision = next.Revision,
            RecordedAtMs = next.RecordedAtMs,
            ChangeId = next.ChangeId.ToUInt128(),
            Chain = next.Chain.ToByteArray(),
            Payload = next.Payload,
        });
        Applied++;
        _observer.Applied(applied, next.RecordedAtMs);
        _pending.Complete(next.ChangeId, applied);
    }

    private void Stop(Exception fault)
    {
        Volatile.Write(ref _fault, fault);
        _observer.Stopped(_index.Current.Revision, fault);
        _pending.Stop(new CallException(
            ErrorReason.ApplyStopped, "This node stopped applying the change log; its log says why. The change is in the log.", fault));
    }
}
