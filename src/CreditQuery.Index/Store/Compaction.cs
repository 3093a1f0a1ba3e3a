using CreditQuery.Rules.Subjects;
using FASTER.core;

namespace CreditQuery.Index.Store;

/// <summary>Takes back what superseded records take of the log's memory: the newest ones are written again at the end, and the log begins later.</summary>
/// <remarks>
/// In pieces, between change sets, by the writer. A copy has the same bytes, revision included, so that readers see no difference. A page is given up
/// only when every reader that may have looked where its records stood has gone on: the log is made read-only up to the copies, and FASTER says when all
/// sessions have seen that. Without it a reader that had found the old place would be told that there is no record. What is compacted must be durable
/// in a checkpoint, so that giving it up never waits for a disk. Source: ADR 0028.
/// </remarks>
internal sealed class Compaction(LogAccessor<SubjectKey, SpanByte> log, RecordWriter writer, int pageBytes, Action<CompactionStep>? afterStep)
{
    // More than the head of a record and its key, so that less than a record is left.
    private const int FillerMargin = 64;

    private long _next;
    private long _until;
    private long _given;
    private long _seenAt;

    /// <summary>Whether a pass is under way.</summary>
    public bool IsRunning => _given < _until || _next < _until;

    /// <summary>A page waits for readers that may still be in it.</summary>
    public bool WaitsForReaders => _seenAt != 0;

    /// <summary>Bytes of the log that passes have written since the store was opened.</summary>
    public long CopiedBytes { get; private set; }

    /// <summary>Begins a pass over whole pages.</summary>
    /// <param name="durable">The place up to which a checkpoint is durable.</param>
    /// <returns>False if there is no whole page.</returns>
    public bool Begin(long durable)
    {
        _next = log.BeginAddress;
        _given = _next;
        _until = durable & -pageBytes;
        _seenAt = 0;
        return IsRunning;
    }

    /// <summary>Ends the page that is being filled, so that a pass may give it up: an empty record under no subject's key takes what is left of it.</summary>
    /// <remarks>It is never copied, shown or looked up.</remarks>
    public void EndPage()
    {
        var left = (int)(pageBytes - (log.TailAddress & (pageBytes - 1)));
        if (left > 2 * FillerMargin)
        {
            writer.Write(default, new byte[left - FillerMargin]);
        }

        // Does not fit into the rest, and begins the next page.
        writer.Write(default, new byte[FillerMargin]);
    }

    /// <summary>Goes on.</summary>
    /// <param name="bytes">How much of the log to look through; a page that readers may still be in ends the step.</param>
    /// <returns>Bytes looked through.</returns>
    public long Step(long bytes)
    {
        var done = 0L;
        while (done < bytes && TryGiveUp() && _next < _until)
        {
            var from = _next;
            var written = log.TailAddress;
            CopyNewest(Math.Min((from & -pageBytes) + pageBytes, _until), from + bytes - done);
            CopiedBytes += log.TailAddress - written;
            done += _next - from;
            if ((_next & (pageBytes - 1)) == 0)
            {
                afterStep?.Invoke(CompactionStep.PageCopied);
                _seenAt = log.TailAddress;
                log.ShiftReadOnlyAddress(_seenAt, wait: false);
            }
        }

        return done;
    }

    /// <summary>Gives up the page that was copied last, if no reader may be in it any more.</summary>
    /// <returns>True if nothing waits for readers.</returns>
    public bool TryGiveUp()
    {
        if (_seenAt == 0)
        {
            return true;
        }

        // Asking again is what lets a session that has gone on be noticed.
        writer.Refresh();
        if (log.SafeReadOnlyAddress < _seenAt)
        {
            return false;
        }

        log.ShiftBeginAddress(_next);
        _given = _next;
        _seenAt = 0;
        afterStep?.Invoke(CompactionStep.PageGivenUp);
        return true;
    }

    private void CopyNewest(long pageEnd, long enough)
    {
        using var scan = log.Scan(_next, pageEnd, ScanBufferingMode.NoBuffering);
        while (scan.GetNext(out _))
        {
            if (scan.GetKey() is var key && key != default)
            {
                writer.CopyIfNewest(key, scan.CurrentAddress);
            }

            if (scan.NextAddress >= enough && scan.NextAddress < pageEnd)
            {
                _next = scan.NextAddress;
                return;
            }
        }

        _next = pageEnd;
    }
}
