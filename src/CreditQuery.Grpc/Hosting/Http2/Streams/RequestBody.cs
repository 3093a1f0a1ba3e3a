using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Http;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>The body of one request, as the application reads it. What came is kept until it is consumed; examining it gives window back.</summary>
/// <remarks>
/// The connection appends, the application reads, each on its own thread, under the lock of the body. A reader that waits is woken by
/// <see cref="Wake"/>, which the connection leaves to its batch, and everybody else to the thread pool: neither runs the application's code
/// while it holds a lock or reads the socket.
/// </remarks>
internal sealed class RequestBody(ServerStream stream) : PipeReader, IValueTaskSource<ReadResult>, IThreadPoolWorkItem
{
    private readonly ServerStream _stream = stream;
    private readonly Lock _lock = new();
    private readonly BodyBuffer _buffer = new();
    private readonly BodyWait _wait = new(wakesElsewhere: false);
    private Exception? _failure;
    private long _received;
    private long _examined;
    private long _waitingSince;
    private bool _isEnded;
    private bool _isHeld;
    private bool _isReaderDone;

    /// <summary>Whether a read has not ended, or nobody has asked yet how it did.</summary>
    public bool IsPending => _wait.IsPending;

    /// <summary>Bytes that came so far.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Most bytes that may come; null for no limit.</summary>
    public long? MaxBytes { get; set; }

    /// <summary>Whether the application has begun to read.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Whether all of it came and was handed out.</summary>
    public bool IsRead
    {
        get
        {
            lock (_lock)
            {
                return _isEnded && _buffer.Length == 0;
            }
        }
    }

    /// <summary>When somebody began to wait for more, as a timestamp; 0: nobody waits.</summary>
    public long WaitingSince => _wait.IsWaiting ? _waitingSince : 0;

    /// <summary>Takes what came.</summary>
    /// <returns>How many bytes nobody will read: their window is to be given back at once.</returns>
    public int Append(ReadOnlySpan<byte> data, bool isLast, out bool wakes)
    {
        lock (_lock)
        {
            var bytes = data.Length;
            _received += bytes;
            _isEnded |= isLast;
            var isDropped = _isReaderDone || _failure is not null;
            if (!isDropped)
            {
                _buffer.Append(data);
            }

            wakes = (bytes > 0 || isLast) && _wait.TryStop();
            return isDropped ? bytes : 0;
        }
    }

    /// <summary>Lets a reader that <see cref="Append"/> said to wake go on, on this thread.</summary>
    public void Wake() => _wait.Wake();

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => Wake();

    /// <summary>Fails reads from now on.</summary>
    /// <returns>How many bytes nobody will read.</returns>
    public int Abort(Exception failure)
    {
        int dropped;
        bool wakes;
        lock (_lock)
        {
            _failure ??= failure;
            dropped = (int)(_buffer.Length - _examined);
            _examined = _buffer.Length;
            if (!_isHeld)
            {
                // Else the application has the bytes in hand: their memory is not for other requests before it is done with them.
                Drop();
            }

            wakes = _wait.TryStop();
        }

        WakeElsewhere(wakes);
        return dropped;
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        lock (_lock)
        {
            ThrowIfPending();
            HasStarted = true;
            if (IsReadable())
            {
                result = TakeResult();
                return true;
            }

            result = default;
            return false;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        lock (_lock)
        {
            ThrowIfPending();
            HasStarted = true;
            if (IsReadable())
            {
                return new ValueTask<ReadResult>(TakeResult());
            }

            _waitingSince = _stream.Connection.Limits.MinRequestBodyRate is null ? 1 : _stream.Connection.Limits.Time.GetTimestamp();
            _wait.Begin(cancellationToken);
        }

        return new ValueTask<ReadResult>(this, _wait.Watch(static body => ((RequestBody)body!).OnTokenCancelled(), this));
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        long newlyExamined;
        lock (_lock)
        {
            _isHeld = false;
            if (_failure is not null || _isReaderDone)
            {
                // What was read is gone; its window was given back then.
                Drop();
                return;
            }

            // Whoever has looked at everything and takes nothing waits for more, a message larger than the window for instance.
            var bytes = _buffer.OffsetOf(consumed);
            var seen = Math.Max(Math.Max(_buffer.OffsetOf(examined), bytes), _examined);
            newlyExamined = seen - _examined;
            _examined = seen - bytes;
            _buffer.Consume(bytes);
        }

        _stream.GiveWindowBack((int)newlyExamined);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead()
    {
        bool wakes;
        lock (_lock)
        {
            wakes = _wait.TryStopByRequest();
        }

        WakeElsewhere(wakes);
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => _stream.GiveWindowBack(Finish());

    /// <summary>Drops what is there and what comes.</summary>
    /// <returns>How many bytes nobody has read.</returns>
    public int Finish()
    {
        lock (_lock)
        {
            _isReaderDone = true;
            var dropped = (int)(_buffer.Length - _examined);
            Drop();
            return dropped;
        }
    }

    /// <summary>Makes it ready for the next request. Only when nobody waits.</summary>
    public void Reset(bool isEnded, long? maxBytes)
    {
        if (_buffer.Length > 0 || _received > 0)
        {
            _buffer.Clear();
        }

        _failure = null;
        _received = 0;
        _examined = 0;
        _isEnded = isEnded;
        _isHeld = false;
        _isReaderDone = false;
        _wait.Reset();
        HasStarted = false;
        MaxBytes = maxBytes;
    }

    /// <inheritdoc/>
    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        _wait.Unwatch(token);
        lock (_lock)
        {
            _wait.End();
            return TakeResult();
        }
    }

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _wait.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    private bool IsReadable() => _failure is not null || _isEnded || _wait.IsCancelRequested || _buffer.Length > _examined || _received > MaxBytes;

    private void Drop()
    {
        _examined = 0;
        if (_buffer.Length > 0)
        {
            _buffer.Clear();
        }
    }

    private void WakeElsewhere(bool wakes)
    {
        if (wakes)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void OnTokenCancelled()
    {
        bool wakes;
        lock (_lock)
        {
            wakes = _wait.TryStopByToken();
        }

        WakeElsewhere(wakes);
    }

    private void ThrowIfPending()
    {
        if (_wait.IsPending)
        {
            throw new InvalidOperationException("Concurrent reads are not supported.");
        }

        if (_isReaderDone)
        {
            throw new InvalidOperationException("Reading is not allowed after the reader was completed.");
        }
    }

    private ReadResult TakeResult()
    {
        if (_failure is not null)
        {
            throw _failure is IOException ? new IOException(_failure.Message, _failure) : _failure;
        }

        if (_received > MaxBytes)
        {
            throw new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge);
        }

        _isHeld = true;
        return new ReadResult(_buffer.Read(), _wait.TakeRequest(), _isEnded);
    }
}
