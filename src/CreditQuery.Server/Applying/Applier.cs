using System.Runtime.ExceptionServices;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Applying;

/// <summary>The one applier of a node: follows the change log, applies each event in order, tells those who wait.</summary>
/// <remarks>Holds its turn while it applies a batch; checkpoints take the same turn, so they stand between change sets. If an event cannot
/// be applied it stops and says so: nothing is ever skipped. Source: architecture, chapter 6.</remarks>
internal sealed class Applier : IDisposable
{
    // A batch ends after so many events, so that a checkpoint or a held check gets its turn during a replay.
    private const int MaxBatch = 256;

    // Or after so many bytes: sets of an import are large, and a step of a compaction must have its turn before they have filled the memory.
    private const int MaxBatchBytes = 1 << 20;

    // Sets of an import take milliseconds: on the pool's thread, of which a node with one core has one, all checks would wait for them.
    private const int MostBytesOnPool = 16 << 10;

    private readonly IChangeLog _log;
    private readonly CreditIndex _index;
    private readonly PendingChanges _pending;
    private readonly NodeTools _tools;
    private readonly LocalHistory? _history;
    private readonly ChangeLogEvent[] _batch = new ChangeLogEvent[MaxBatch];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopped = new();
    private long _caughtUpMs;
    private Exception? _fault;

    /// <summary>Takes its parts; <see cref="CatchUpAsync"/> and <see cref="RunAsync"/> do the work.</summary>
    /// <param name="log">The log.</param>
    /// <param name="index">The index.</param>
    /// <param name="pending">Callers that wait for what they appended.</param>
    /// <param name="tools">Clocks, polls, waiters, the observer.</param>
    /// <param name="history">Keeps what is applied of a shared log; null for an embedded one.</param>
    public Applier(IChangeLog log, CreditIndex index, PendingChanges pending, NodeTools tools, LocalHistory? history)
    {
        _history = history;
        _log = log;
        _index = index;
        _pending = pending;
        _tools = tools;
    }

    /// <summary>Why nothing more is applied; null while all is well.</summary>
    public Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>Events applied since the start.</summary>
    public ulong Applied { get; private set; }

    /// <summary>Chain values of what was applied last.</summary>
    public AppliedChains Chains { get; } = new();

    /// <summary>Log time up to which an answer at a revision holds everything.</summary>
    /// <param name="revision">The revision of the answer.</param>
    /// <param name="now">Now.</param>
    /// <returns>Of a shared log: when the newest poll was sent whose head the revision covers. Of our own: now while it holds nothing newer; else
    /// the last moment at which nothing waited to be applied. Milliseconds since the Unix epoch.</returns>
    public long SourceTimeMs(ulong revision, in LogInstant now)
    {
        if (_tools.Heads.IsOn)
        {
            return now.Ms - _tools.Heads.AgeMs(revision, now.MonotonicMs);
        }

        return Fault is null && _log.Head.Revision <= revision ? now.Ms : Math.Min(now.Ms, Volatile.Read(ref _caughtUpMs));
    }

    /// <summary>The log ends before a revision that somebody was told of: it has lost it.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="sinceMs">When it was known to somebody, by the monotonic clock: an earlier poll says nothing.</param>
    public bool HasLost(ulong revision, long sinceMs) => _tools.Heads.Newest is { } newest
        ? newest.SentMs > sinceMs && newest.Revision < revision
        : _log.Head.Revision < revision;

    /// <summary>Stops: the log is not the one that was applied. From now on nothing is answered.</summary>
    /// <param name="diverged">What was found.</param>
    public void Diverge(DivergedException diverged) => Stop(diverged);

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

    /// <summary>Follows the log until it is closed, the token is cancelled, or nothing more can be applied.</summary>
    /// <param name="cancellationToken">Ends following, between two batches.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopped.Token);
        try
        {
            using var reader = OpenReader();
            while (await reader.WaitToReadAsync(ending.Token) && Fault is null)
            {
                await ApplyBatchAsync(reader, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // What is in the log and not applied is applied at the next start.
        }
        catch (Exception fault)
        {
            Stop(_log.IsShared && Divergences.In(fault) is { } diverged ? diverged : fault);
        }
    }

    /// <summary>Does something between two change sets.</summary>
    /// <param name="work">What, on a thread of its own; nothing is applied meanwhile.</param>
    /// <param name="cancellationToken">Gives up waiting for the turn.</param>
    /// <exception cref="IndexBrokenException">It left a part of what it wrote: nothing more is applied.</exception>
    public async Task BetweenSetsAsync(Action work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await OwnThread.RunAsync(work);
        }
        catch (IndexBrokenException fault)
        {
            Stop(fault);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _stopped.Dispose();
    }

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
            var (count, bytes, fault) = Read(reader);
            await ApplyAsync(count, bytes);
            fault?.Throw();
        }
        finally
        {
            _turn.Release();
        }

        _tools.Waiters.Release(_index.Current.Revision);
        if (_log.Head.Revision <= _index.Current.Revision)
        {
            Volatile.Write(ref _caughtUpMs, _tools.Observer.NowMs);
        }
    }

    // What was read before a fault of the log is applied before it is told.
    private (int Count, int Bytes, ExceptionDispatchInfo? Fault) Read(IChangeLogReader reader)
    {
        var (count, bytes) = (0, 0);
        try
        {
            while (count < MaxBatch && bytes < MaxBatchBytes && reader.TryRead(out _batch[count]))
            {
                bytes += _batch[count].Payload.Length;
                count++;
            }

            return (count, bytes, null);
        }
        catch (Exception fault)
        {
            return (count, bytes, ExceptionDispatchInfo.Capture(fault));
        }
    }

    // Whoever goes on after a large batch goes on with its thread, until there is nothing to apply.
    private Task ApplyAsync(int count, int bytes)
    {
        if (bytes > MostBytesOnPool && Thread.CurrentThread.IsThreadPoolThread)
        {
            return ApplyAsideAsync(count);
        }

        Apply(count);
        return Task.CompletedTask;
    }

    // Apart from the small ones, which allocate nothing for it.
    private async Task ApplyAsideAsync(int count)
    {
        try
        {
            await OwnThread.RunAsync(() => Apply(count));
        }
        catch (TaskSchedulerException)
        {
            // No thread is to be had: checks wait for this batch.
            Apply(count);
        }
    }

    private void Apply(int count)
    {
        var batch = _batch.AsSpan(0, count);
        try
        {
            // Kept before it is applied: whatever a caller is told of can be saved if the log loses it.
            _history?.Keep(batch);
            foreach (ref readonly var next in batch)
            {
                ApplyOne(next);
                _history?.Applied(next.ChangeId);
            }
        }
        finally
        {
            batch.Clear();
        }
    }

    private void ApplyOne(in ChangeLogEvent next)
    {
        ServerFailpoints.At(ServerFailpoint.BeforeApply);
        var applied = ApplyWithRoom(new LoggedEvent
        {
            Revision = next.Revision,
            RecordedAtMs = next.RecordedAtMs,
            ChangeId = next.ChangeId.ToUInt128(),
            Chain = next.Chain.ToByteArray(),
            Payload = next.Payload,
        });
        Chains.Add(next.Revision, next.Chain);
        Applied++;
        _tools.Observer.Applied(applied, next.RecordedAtMs);
        ServerFailpoints.At(ServerFailpoint.AfterApply);
        _pending.Complete(next.ChangeId, applied);
    }

    // What is in the log is applied, whatever the fill: a replay is faster than any pass that takes turns with it.
    private AppliedSet ApplyWithRoom(in LoggedEvent logged)
    {
        try
        {
            return _index.Apply(logged);
        }
        catch (IndexFullException)
        {
            _tools.Observer.MakingRoom(logged.Revision);
            MakeRoom();
            return _index.Apply(logged);
        }
    }

    private void MakeRoom()
    {
        if (_index.Compaction.IsRunning)
        {
            // It goes over what was there when it began; then over the rest.
            _index.Compaction.RunWhole();
        }

        try
        {
            _tools.Feed.Flush();
            _index.Checkpoints.Take();
            _history?.AfterCheckpoint(_index);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What the checkpoint before holds can be compacted all the same.
            _tools.Observer.CheckpointFailed(_index.Current.Revision, fault);
        }

        _index.Compaction.RunWhole();
    }

    private void Stop(Exception fault)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is not null)
        {
            return;
        }

        _tools.Observer.Stopped(_index.Current.Revision, fault);
        _pending.Stop(fault is DivergedException
            ? new CallException(
                ErrorReason.LogDiverged, "The change log is not the one that this node had applied; whether the change is in it is unknown: repeat it with its change_id.", fault)
            : new CallException(ErrorReason.ApplyStopped, "This node stopped applying the change log; its log says why. The change is in the log.", fault));

        // Whoever waits for the next event learns it now.
        _ = _stopped.CancelAsync();
    }
}
