using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>The body of one response, as the application writes it. A flush waits while more than a little is not in frames: a slow reader stops the writer.</summary>
internal sealed class ResponseBody : PipeWriter, IValueTaskSource<FlushResult>
{
    // What may wait for windows without stopping the writer, so that something is there when one opens; and when the writer goes on.
    private const int MostPending = 32 * 1024;
    private const int ResumeBelow = 16 * 1024;

    private readonly ServerStream _stream;
    private readonly SendBuffer _buffer;

    // Woken under the gate: whoever waits must not go on there.
    private readonly BodyWait _wait = new(wakesElsewhere: true);
    private TaskCompletionSource? _sent;

    public ResponseBody(ServerStream stream)
    {
        _stream = stream;
        _buffer = stream.Send.Buffer;
    }

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _buffer.Uncommitted;

    /// <summary>Whether a flush has not ended, or nobody has asked yet how it did.</summary>
    public bool IsPending => _wait.IsPending;

    /// <summary>Bytes that the application wrote, whatever became of them.</summary>
    public long Written { get; private set; }

    /// <summary>Nothing more of the body is sent, so nothing is kept: an answer to HEAD, a response that has ended, a stream that is over.</summary>
    public bool IsDropped { get; set; }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => _buffer.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        Written += bytes;
        if (!IsDropped)
        {
            _buffer.Advance(bytes);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        return _stream.Send.Head.HasStartingCallbacks ? StartAndFlushAsync(cancellationToken) : Flush(cancellationToken);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush()
    {
        lock (_stream.Connection.Output.Gate)
        {
            WakeIf(_wait.TryStopByRequest());
        }
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        // The response ends with the application, or when it says so: see IHttpResponseBodyFeature.CompleteAsync.
    }

    /// <summary>Some of what was committed is in frames, or never will be. Under the gate.</summary>
    public void OnSent()
    {
        if (_stream.Send.IsClosed || _buffer.Pending < ResumeBelow)
        {
            WakeIf(_wait.TryStop());
        }

        if (_sent is not null && _stream.Send.IsClosed)
        {
            _sent.TrySetResult();
            _sent = null;
        }
    }

    /// <summary>Completes when the end of the response is in its frame, or never will be.</summary>
    public Task WhenSentAsync()
    {
        lock (_stream.Connection.Output.Gate)
        {
            return _stream.Send.IsClosed ? Task.CompletedTask
                : (_sent ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Makes it ready for the next response.</summary>
    public void Reset()
    {
        Written = 0;
        IsDropped = false;
        _wait.Reset();
    }

    /// <inheritdoc/>
    FlushResult IValueTaskSource<FlushResult>.GetResult(short token)
    {
        _wait.Unwatch(token);
        lock (_stream.Connection.Output.Gate)
        {
            _wait.End();
            return TakeResult();
        }
    }

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _wait.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    private async ValueTask<FlushResult> StartAndFlushAsync(CancellationToken cancellationToken)
    {
        await _stream.Send.Head.CallStartingAsync();
        return await Flush(cancellationToken);
    }

    private ValueTask<FlushResult> Flush(CancellationToken cancellationToken)
    {
        var isDone = TryFlushAtOnce(cancellationToken, out var result);
        if (!GatheredFlushes.TryLeave(_stream.Connection))
        {
            _stream.Connection.Output.Flush();
        }

        if (isDone)
        {
            return new ValueTask<FlushResult>(result);
        }

        return new ValueTask<FlushResult>(this, _wait.Watch(static body => ((ResponseBody)body!).OnTokenCancelled(), this));
    }

    /// <returns>False when the flush waits for windows or room.</returns>
    private bool TryFlushAtOnce(CancellationToken cancellationToken, out FlushResult result)
    {
        var send = _stream.Send;
        lock (_stream.Connection.Output.Gate)
        {
            if (_wait.IsPending)
            {
                throw new InvalidOperationException("Concurrent flushes are not supported.");
            }

            if (!send.IsClosed && !send.IsComplete)
            {
                _stream.StartResponse();
                _buffer.Commit();
                _stream.Connection.Scheduler.Advance(send);
            }

            if (send.IsClosed || _buffer.Pending <= MostPending || _wait.IsCancelRequested)
            {
                result = TakeResult();
                return true;
            }

            _wait.Begin(cancellationToken);
            result = default;
            return false;
        }
    }

    private void OnTokenCancelled()
    {
        lock (_stream.Connection.Output.Gate)
        {
            WakeIf(_wait.TryStopByToken());
        }
    }

    private void WakeIf(bool isWaiting)
    {
        if (isWaiting)
        {
            _wait.Wake();
        }
    }

    private FlushResult TakeResult() => new(_wait.TakeRequest(), isCompleted: _stream.IsAborted);
}
