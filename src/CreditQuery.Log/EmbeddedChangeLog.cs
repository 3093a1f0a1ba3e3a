using System.Text;
using CreditQuery.Log.Embedded;
using CreditQuery.Log.Storage;
using Microsoft.Extensions.Logging;

namespace CreditQuery.Log;

/// <summary>The change log in a folder of this node: segmented files, one flush for all appends that wait (ADR 0003).</summary>
/// <remarks>Thread-safe. One thread of its own writes; readers read the files.</remarks>
public sealed class EmbeddedChangeLog : IChangeLog
{
    private const int MaxKeyCheckBytes = 64;

    private readonly LogFolder _folder;
    private readonly SegmentWriter _writer;
    private readonly AppendQueue _queue;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _stateGate = new();
    private readonly Lock _trimGate = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile CommittedState _committed;
    private volatile Exception? _fault;
    private bool _isDiskFull;

    private EmbeddedChangeLog(
        LogFolder folder, SegmentWriter writer, CommittedState committed, ChangeLogOptions options, LogSurroundings surroundings)
    {
        _folder = folder;
        _writer = writer;
        _committed = committed;
        _queue = new AppendQueue(options.MaxPendingBytes);
        _clock = surroundings.Clock;
        _logger = surroundings.Logger;
        new Thread(RunWriter) { IsBackground = true, Name = "change log writer" }.Start();
    }

    /// <inheritdoc/>
    public string Epoch => _folder.Epoch;

    /// <inheritdoc/>
    public LogHead Head => _committed.Head;

    /// <inheritdoc/>
    public ulong OldestRevision => _committed.Segments[0].FirstRevision;

    /// <summary>Always <c>fsync</c>: what is acknowledged survives a power loss.</summary>
    public string Durability => "fsync";

    /// <summary>Opens the log in a folder, or makes it with a new epoch if the folder holds none; recovers after a crash.</summary>
    /// <param name="options">Folder and sizes.</param>
    /// <param name="keyCheck">The registry key's check value: kept when the log is made, compared when it is opened. 1 to 64 bytes.</param>
    /// <param name="timeProvider">The clock of <c>recorded_at</c>.</param>
    /// <param name="logger">Receives opening, recovery, trimming and faults.</param>
    /// <param name="cancellationToken">Gives up the scan of the last file.</param>
    /// <exception cref="ChangeLogLockedException">Another process has the folder open.</exception>
    /// <exception cref="RegistryKeyMismatchException">The log was made with another registry key.</exception>
    /// <exception cref="UpgradeNeededException">The log has a higher format.</exception>
    /// <exception cref="ChangeLogCorruptException">An acknowledged event is damaged or missing in the last file.</exception>
    public static Task<EmbeddedChangeLog> OpenAsync(
        ChangeLogOptions options, ReadOnlyMemory<byte> keyCheck, TimeProvider timeProvider, ILogger logger,
        CancellationToken cancellationToken = default)
    {
        var surroundings = new LogSurroundings(DiskFileSystem.Instance, timeProvider, logger);
        return Task.Run(() => Open(options, keyCheck, surroundings, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AppendReceipt> AppendAsync(
        ReadOnlyMemory<byte> payload, ChangeId changeId, string author, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(author);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, IChangeLog.MaxPayloadBytes, nameof(payload));
        var authorBytes = Encoding.UTF8.GetBytes(author);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(authorBytes.Length, IChangeLog.MaxAuthorBytes, nameof(author));
        ThrowIfFaulted();
        cancellationToken.ThrowIfCancellationRequested();

        var append = new PendingAppend(payload, changeId, authorBytes, cancellationToken);
        _queue.Enqueue(append);
        return new ValueTask<AppendReceipt>(append.Task);
    }

    /// <inheritdoc/>
    public IChangeLogReader Follow(ulong afterRevision, ChainValue? afterChain = null) =>
        new EmbeddedLogReader(_folder, () => _committed, afterRevision, afterChain);

    /// <inheritdoc/>
    public ValueTask<LogPoll> PollHeadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<LogPoll>(new LogPoll(Epoch, Head, _clock.GetUtcNow()));
    }

    /// <inheritdoc/>
    public void TruncateBefore(ulong revision)
    {
        lock (_trimGate)
        {
            var keepFrom = _committed.Find(Math.Min(revision, Head.Revision));
            foreach (var segment in _committed.Segments)
            {
                if (keepFrom is null || segment.FirstRevision >= keepFrom.FirstRevision)
                {
                    return;
                }

                // Readers stop finding it before the file goes.
                Update(state => Copy(state, segments: state.Segments.RemoveAt(0)));
                _folder.Delete(segment);
                Log.LogTrimmed(_logger, _folder.Path, OldestRevision);
            }
        }
    }

    /// <summary>Writes what waits, marks the end, frees the folder; readers then end at the head.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _stopped.Task;
    }

    /// <summary>Opens the log in given surroundings; tests bring their own disk.</summary>
    internal static EmbeddedChangeLog Open(
        ChangeLogOptions options, ReadOnlyMemory<byte> keyCheck, LogSurroundings surroundings, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keyCheck.Length, nameof(keyCheck));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keyCheck.Length, MaxKeyCheckBytes, nameof(keyCheck));
        var folder = LogFolder.Open(surroundings.Files, Path.GetFullPath(options.Path), keyCheck.Span, surroundings.Clock);
        try
        {
            var segments = folder.ReadSegments();
            var tail = TailRecovery.Recover(folder, segments[^1], cancellationToken);
            var committed = new CommittedState { Segments = segments, TailOffset = tail.Offset, Head = tail.Head };
            var writer = new SegmentWriter(folder, segments[^1], tail, options.SegmentSizeBytes);
            LogOpening(surroundings.Logger, folder, tail);
            return new EmbeddedChangeLog(folder, writer, committed, options, surroundings);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static void LogOpening(ILogger logger, LogFolder folder, RecoveredTail tail)
    {
        if (folder.IsNew)
        {
            Log.LogCreated(logger, folder.Path, folder.Epoch);
        }

        if (tail.DroppedBytes > 0)
        {
            Log.TornTailCut(logger, folder.Path, tail.DroppedBytes, tail.Head.Revision);
        }

        Log.LogOpened(logger, folder.Path, folder.Epoch, tail.Head.Revision);
    }

    private static CommittedState Copy(
        CommittedState state, System.Collections.Immutable.ImmutableArray<Segment>? segments = null, bool isClosed = false) => new()
        {
            Segments = segments ?? state.Segments,
            TailOffset = state.TailOffset,
            Head = state.Head,
            IsClosed = isClosed || state.IsClosed,
        };

    private void RunWriter()
    {
        var batch = new List<PendingAppend>();
        while (_queue.Take(batch))
        {
            WriteBatch(batch);
            batch.Clear();
        }

        Close();
    }

    private void WriteBatch(List<PendingAppend> batch)
    {
        try
        {
            ThrowIfFaulted();
            if (_writer.Roll() is { } segment)
            {
                Update(state => new CommittedState
                {
                    Segments = state.Segments.Add(segment),
                    TailOffset = _writer.Offset,
                    Head = state.Head,
                });
                Log.SegmentBegun(_logger, segment.Path);
            }

            CommitBatch(batch);
            _isDiskFull = false;
        }
        catch (DiskFullException e)
        {
            LogDiskFull(e);
            Refuse(batch, new AppendRefusedException(AppendRefusal.DiskFull, e));
        }
        catch (Exception e)
        {
            // After a failed flush the page cache may forget what never reached the disk: only opening anew tells what is there.
            Fault(e);
            Refuse(batch, new ChangeLogFaultedException(_fault!));
        }
    }

    private void CommitBatch(List<PendingAppend> batch)
    {
        var now = Math.Max(0, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        batch.RemoveAll(static append => append.Token.IsCancellationRequested && append.TrySetCanceled(append.Token));
        if (batch.Count == 0)
        {
            return;
        }

        foreach (var append in batch)
        {
            _writer.Add(append, now);
        }

        _writer.Commit();
        // The head moves before the answers go out: whoever has a receipt finds the event.
        Update(state => new CommittedState { Segments = state.Segments, TailOffset = _writer.Offset, Head = _writer.Head });
        foreach (var append in batch)
        {
            append.SetResult(append.Receipt);
        }
    }

    private void Close()
    {
        try
        {
            if (_fault is null)
            {
                _writer.Seal();
            }
        }
        catch (IOException e)
        {
            // Everything acknowledged is durable without the seal.
            Log.SealFailed(_logger, e, _folder.Path);
        }

        Update(static state => Copy(state, isClosed: true));
        _writer.Dispose();
        _folder.Dispose();
        Log.LogClosed(_logger, _folder.Path, Head.Revision);
        _stopped.SetResult();
    }

    private void Update(Func<CommittedState, CommittedState> change)
    {
        CommittedState old;
        lock (_stateGate)
        {
            old = _committed;
            _committed = change(old);
        }

        old.Supersede();
    }

    private static void Refuse(List<PendingAppend> batch, Exception reason)
    {
        foreach (var append in batch)
        {
            append.TrySetException(reason);
        }
    }

    private void LogDiskFull(DiskFullException e)
    {
        if (!_isDiskFull)
        {
            _isDiskFull = true;
            Log.DiskFull(_logger, e, _folder.Path);
        }
    }

    private void Fault(Exception e)
    {
        if (_fault is null)
        {
            _fault = e;
            Log.LogFaulted(_logger, e, _folder.Path);
        }
    }

    private void ThrowIfFaulted()
    {
        if (_fault is { } fault)
        {
            throw new ChangeLogFaultedException(fault);
        }
    }
}
