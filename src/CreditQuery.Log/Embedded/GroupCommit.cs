using CreditQuery.Log.Storage;

namespace CreditQuery.Log.Embedded;

/// <summary>The one thread that writes: what gathered while the disk was busy becomes one batch with one flush.</summary>
/// <remarks>Owns folder and writer until it is closed.</remarks>
internal sealed class GroupCommit
{
    private readonly LogFolder _folder;
    private readonly SegmentWriter _writer;
    private readonly CommittedLog _committed;
    private readonly LogSurroundings _surroundings;
    private readonly AppendQueue _queue;
    private readonly PassedInstant _passed;
    private readonly Lock _passing = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _fault;
    private bool _isDiskFull;
    private long _notBeforeMs;

    public GroupCommit(
        LogFolder folder, SegmentWriter writer, CommittedLog committed, int maxPendingBytes, LogSurroundings surroundings)
    {
        _folder = folder;
        _writer = writer;
        _committed = committed;
        _surroundings = surroundings;
        _queue = new AppendQueue(maxPendingBytes);
        _passed = new PassedInstant(folder.Files, folder.Path);
        _notBeforeMs = _passed.Read();
        new Thread(Run) { IsBackground = true, Name = "change log writer" }.Start();
    }

    /// <summary>Adds an append at the end of those that wait.</summary>
    public void Enqueue(PendingAppend append)
    {
        ThrowIfFaulted();
        _queue.Enqueue(append);
    }

    /// <summary>The last instant passed, milliseconds since the Unix epoch; 0 if there is none.</summary>
    public long NotBeforeMs => Volatile.Read(ref _notBeforeMs);

    /// <summary>Passes an instant: what is written from now on is recorded at it or later.</summary>
    /// <param name="instantMs">Milliseconds since the Unix epoch.</param>
    /// <returns>The head at that moment.</returns>
    /// <remarks>A batch that has read the clock is waited for. On a disk that is full the instant is passed for this process alone: nothing is recorded there.</remarks>
    public LogHead Pass(long instantMs)
    {
        lock (_passing)
        {
            if (instantMs > _notBeforeMs)
            {
                Volatile.Write(ref _notBeforeMs, instantMs);
                KeepPassed(instantMs);
            }

            return _committed.Current.Head;
        }
    }

    /// <summary>Writes what waits and ends.</summary>
    public Task CloseAsync()
    {
        _queue.Close();
        return _stopped.Task;
    }

    private void Run()
    {
        var batch = new List<PendingAppend>();
        while (_queue.Take(batch))
        {
            WriteBatch(batch);
            batch.Clear();
        }

        Seal();
        _committed.Update(static state => state with { IsClosed = true });
        _writer.Dispose();
        _folder.Dispose();
        Log.LogClosed(_surroundings.Logger, _folder.Path, _committed.Current.Head.Revision);
        _stopped.SetResult();
    }

    private void WriteBatch(List<PendingAppend> batch)
    {
        try
        {
            ThrowIfFaulted();
            RollIfFull();
            CommitBatch(batch);
            _isDiskFull = false;
        }
        catch (DiskFullException e)
        {
            SayDiskFull(e);
            Refuse(batch, new AppendRefusedException(AppendRefusal.DiskFull, e));
        }
        catch (Exception e)
        {
            // After a failed flush the page cache may forget what never reached the disk: only opening anew tells what is there.
            Fault(e);
            Refuse(batch, new ChangeLogFaultedException(_fault!));
        }
    }

    private void RollIfFull()
    {
        var segment = _writer.Roll();
        if (segment is not null)
        {
            LogFailpoints.At(LogFailpoint.SegmentBegun);
            _committed.Update(state => state with { Segments = state.Segments.Add(segment), TailOffset = _writer.Offset });
            Log.SegmentBegun(_surroundings.Logger, segment.Path);
        }
    }

    private void CommitBatch(List<PendingAppend> batch)
    {
        batch.RemoveAll(static append => append.Token.IsCancellationRequested && append.TrySetCanceled(append.Token));
        if (batch.Count == 0)
        {
            return;
        }

        lock (_passing)
        {
            var now = Math.Max(_notBeforeMs, _surroundings.Clock.GetUtcNow().ToUnixTimeMilliseconds());
            foreach (var append in batch)
            {
                _writer.Add(append, now);
            }

            LogFailpoints.At(LogFailpoint.BeforeAppend);
            _writer.Commit();
            LogFailpoints.At(LogFailpoint.AppendDurable);

            // The head moves before the answers go out: whoever has a receipt finds the event.
            _committed.Update(state => state with { TailOffset = _writer.Offset, Head = _writer.Head });
        }

        foreach (var append in batch)
        {
            append.SetResult(append.Receipt);
        }
    }

    private void KeepPassed(long instantMs)
    {
        try
        {
            if (_fault is null && !_stopped.Task.IsCompleted)
            {
                _passed.Write(instantMs);
            }
        }
        catch (DiskFullException e)
        {
            SayDiskFull(e);
        }
        catch (IOException e)
        {
            Fault(e);
        }
    }

    private void Seal()
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
            Log.SealFailed(_surroundings.Logger, e, _folder.Path);
        }
    }

    private static void Refuse(List<PendingAppend> batch, Exception reason)
    {
        foreach (var append in batch)
        {
            append.TrySetException(reason);
        }
    }

    private void SayDiskFull(DiskFullException e)
    {
        if (!_isDiskFull)
        {
            _isDiskFull = true;
            Log.DiskFull(_surroundings.Logger, e, _folder.Path);
        }
    }

    private void Fault(Exception e)
    {
        if (_fault is null)
        {
            _fault = e;
            Log.LogFaulted(_surroundings.Logger, e, _folder.Path);
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
