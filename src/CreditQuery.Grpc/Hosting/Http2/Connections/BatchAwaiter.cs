using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Waits for the next bytes of a connection, and runs a batch on the waiting thread meanwhile.</summary>
/// <remarks>
/// The reader registers for what comes next before any code of the application runs, so a handler never keeps the connection from being read;
/// and the thread that has parsed the requests runs them while they are in its cache, without a visit of the thread pool in between.
/// </remarks>
internal sealed class BatchAwaiter : ICriticalNotifyCompletion, IThreadPoolWorkItem
{
    private ValueTaskAwaiter<ReadResult> _read;
    private Action? _continuation;
    private Batch? _batch;

    public bool IsCompleted => _batch is null && _read.IsCompleted;

    /// <summary>Begins to wait.</summary>
    public BatchAwaiter Wait(ValueTask<ReadResult> read, Batch? batch)
    {
        _read = read.GetAwaiter();
        _batch = batch;
        return this;
    }

    public BatchAwaiter GetAwaiter() => this;

    public ReadResult GetResult() => _read.GetResult();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation)
    {
        // From here on the reader may go on elsewhere: nothing of this object may be touched but what is in hand.
        var batch = _batch;
        _batch = null;
        if (_read.IsCompleted)
        {
            _continuation = continuation;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            _read.UnsafeOnCompleted(continuation);
        }

        batch?.Execute();
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => _continuation!();
}
