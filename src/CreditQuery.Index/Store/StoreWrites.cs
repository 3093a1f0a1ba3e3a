namespace CreditQuery.Index.Store;

/// <summary>The writes of a store that failed: whoever takes a checkpoint learns of them, and lets them be tried again.</summary>
/// <remarks>Thread-safe. FASTER takes a failed write of its log for lost and waits for it for good; so that such a write is kept here, unanswered,
/// until there is room again (its memory never changes: it is behind the read-only address).</remarks>
internal sealed class StoreWrites(Action<string>? beforeWrite)
{
    private readonly Lock _gate = new();
    private readonly List<StoreWrite> _kept = [];
    private TaskCompletionSource<Exception> _failed = New();

    /// <summary>Completes with the first failure since the last <see cref="Retry"/>.</summary>
    public Task<Exception> Failed
    {
        get
        {
            lock (_gate)
            {
                return _failed.Task;
            }
        }
    }

    /// <summary>Lets a test refuse a write.</summary>
    public void Ask(string path) => beforeWrite?.Invoke(path);

    /// <summary>Notes a failure.</summary>
    /// <param name="fault">What the system said.</param>
    /// <param name="kept">The write, if it is to be tried again.</param>
    public void Fail(Exception fault, StoreWrite? kept)
    {
        lock (_gate)
        {
            if (kept is not null)
            {
                _kept.Add(kept);
            }

            _failed.TrySetResult(fault);
        }
    }

    /// <summary>Tries the kept writes again; <see cref="Failed"/> starts anew.</summary>
    public void Retry()
    {
        StoreWrite[] again;
        lock (_gate)
        {
            again = [.. _kept];
            _kept.Clear();
            _failed = _failed.Task.IsCompleted ? New() : _failed;
        }

        foreach (var write in again)
        {
            StoreDevice.Start(write);
        }
    }

    private static TaskCompletionSource<Exception> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
