namespace CreditQuery.Log.Embedded;

/// <summary>Appends waiting for the writer; what gathers while the disk works becomes the next group commit.</summary>
internal sealed class AppendQueue(int maxPendingBytes)
{
    // Bounds the write buffer; far above what one flush of a disk is worth.
    private const int MaxBatchBytes = 4 << 20;

    // Not a Lock: the writer waits on it.
    private readonly object _gate = new();
    private readonly Queue<PendingAppend> _pending = new();
    private long _pendingBytes;
    private bool _isClosed;

    /// <summary>Adds one append at the end.</summary>
    /// <exception cref="AppendRefusedException">Too many bytes wait.</exception>
    /// <exception cref="ObjectDisposedException">Closed.</exception>
    public void Enqueue(PendingAppend append)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(EmbeddedChangeLog));
            if (_pendingBytes > 0 && _pendingBytes + append.MaxFrameBytes > maxPendingBytes)
            {
                throw new AppendRefusedException(AppendRefusal.QueueFull);
            }

            _pending.Enqueue(append);
            _pendingBytes += append.MaxFrameBytes;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for appends and takes those that fit one batch, in order.</summary>
    /// <returns>False once the queue is closed and empty.</returns>
    public bool Take(List<PendingAppend> batch)
    {
        lock (_gate)
        {
            while (_pending.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            for (var bytes = 0; bytes < MaxBatchBytes && _pending.TryDequeue(out var append);)
            {
                bytes += append.MaxFrameBytes;
                _pendingBytes -= append.MaxFrameBytes;
                batch.Add(append);
            }

            return batch.Count > 0;
        }
    }

    /// <summary>Refuses what comes from now on; what waits is still taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }
}
