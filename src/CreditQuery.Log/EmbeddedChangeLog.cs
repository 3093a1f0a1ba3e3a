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
    private readonly CommittedLog _committed;
    private readonly GroupCommit _commits;
    private readonly LogSurroundings _surroundings;
    private readonly Lock _trimGate = new();

    private EmbeddedChangeLog(LogFolder folder, CommittedLog committed, GroupCommit commits, LogSurroundings surroundings)
    {
        _folder = folder;
        _committed = committed;
        _commits = commits;
        _surroundings = surroundings;
    }

    /// <inheritdoc/>
    public string Epoch => _folder.Epoch;

    /// <inheritdoc/>
    public LogHead Head => _committed.Current.Head;

    /// <inheritdoc/>
    public ulong OldestRevision => _committed.Current.Segments[0].FirstRevision;

    /// <summary>Always false: this process alone writes it.</summary>
    public bool IsShared => false;

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
        var surroundings = new LogSurroundings(options.Files ?? DiskFileSystem.Instance, timeProvider, logger);
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
        cancellationToken.ThrowIfCancellationRequested();

        var append = new PendingAppend(payload, changeId, authorBytes, cancellationToken);
        _commits.Enqueue(append);
        return new ValueTask<AppendReceipt>(append.Task);
    }

    /// <inheritdoc/>
    public IChangeLogReader Follow(ulong afterRevision, ChainValue? afterChain = null) =>
        new EmbeddedLogReader(_folder, _committed, afterRevision, afterChain);

    /// <inheritdoc/>
    public ValueTask<LogPoll> PollHeadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<LogPoll>(Poll(Head));
    }

    /// <inheritdoc/>
    public async ValueTask<LogPoll> PassAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        // It waits for a flush of the disk.
        var instantMs = instant.ToUnixTimeMilliseconds();
        return Poll(await Task.Run(() => _commits.Pass(instantMs), cancellationToken));
    }

    /// <inheritdoc/>
    public void TruncateBefore(ulong revision) => TruncateBefore(revision, DateTimeOffset.MaxValue);

    /// <inheritdoc/>
    public void TruncateBefore(ulong revision, DateTimeOffset recordedBefore)
    {
        lock (_trimGate)
        {
            LogFailpoints.At(LogFailpoint.BeforeTrim);
            var keepFrom = _committed.Current.Find(Math.Min(revision, Head.Revision));
            var keepSince = recordedBefore.ToUnixTimeMilliseconds();
            var segments = _committed.Current.Segments;
            for (var i = 0; i < segments.Length - 1; i++)
            {
                // The next file's header tells when the last event of this one was recorded.
                var segment = segments[i];
                if (keepFrom is null || segment.FirstRevision >= keepFrom.FirstRevision || segments[i + 1].PreviousRecordedAtMs >= keepSince)
                {
                    return;
                }

                // Readers stop finding it before the file goes.
                _committed.Update(static state => state with { Segments = state.Segments.RemoveAt(0) });
                LogFailpoints.At(LogFailpoint.Trimmed);
                _folder.Delete(segment);
                Log.LogTrimmed(_surroundings.Logger, _folder.Path, OldestRevision);
            }
        }
    }

    /// <summary>Writes what waits, marks the end, frees the folder; readers then end at the head.</summary>
    public ValueTask DisposeAsync() => new(_commits.CloseAsync());

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
            var committed = new CommittedLog(new CommittedState(segments, tail.Offset, tail.Head));
            var writer = new SegmentWriter(folder, segments[^1], tail, options.SegmentSizeBytes);
            LogOpening(surroundings.Logger, folder, tail);
            var commits = new GroupCommit(folder, writer, committed, options.MaxPendingBytes, surroundings);
            return new EmbeddedChangeLog(folder, committed, commits, surroundings);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private LogPoll Poll(in LogHead head) => new(Epoch, head, _surroundings.Clock.GetUtcNow())
    {
        NotBefore = _commits.NotBeforeMs == 0 ? default : DateTimeOffset.FromUnixTimeMilliseconds(_commits.NotBeforeMs),
    };

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
}
