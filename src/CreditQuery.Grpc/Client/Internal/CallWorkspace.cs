using System.Buffers;
using Grpc.Net.Client;
using Grpc.Wire;

namespace Grpc.Client;

/// <summary>What a call needs on its way and can leave to the next call of its method: token source, timer, request, buffers.</summary>
/// <remarks>
/// One call at a time owns it. Only a unary call that ended well gives it back: then the request is sent, the response read to
/// its end, and nobody cancels any more. All others dispose of it.
/// </remarks>
internal sealed class CallWorkspace : IDisposable
{
    // Larger buffers are not kept: a few large messages would otherwise hold memory for ever.
    private const int LargestKeptBytes = 64 * 1024;

    private readonly GrpcChannel _channel;
    private readonly FrameContent _content = new();
    private readonly HttpRequestMessage? _request;
    private readonly CancellationTokenRegistration _disposal;
    private FrameContent? _otherContent;
    private ITimer? _timer;
    private ClientCall? _call;

    // Timestamp at which the timer fires: the wall clock may leap between one call and the next.
    private long _armedFor = long.MaxValue;
    private bool _isUsedUp;
    private bool _isRequestTaken;
    private bool _hasTimeout;

    public CallWorkspace(GrpcChannel channel, Uri uri)
    {
        _channel = channel;
        if (channel.OwnsHandler)
        {
            // A foreign handler may change the requests it sees; our own leaves them as they are.
            _request = Attempt.CreatePlain(channel, uri);
            _request.Content = _content;
        }

        // Other handlers may keep token and body beyond the end of a call, to send it a second time for instance.
        _isUsedUp = !channel.OwnsHandler && channel.Options.HttpHandler is not SocketsHttpHandler;

        _disposal = channel.Disposal.UnsafeRegister(static state => ((CallWorkspace)state!)._call?.CancelByDisposal(), this);
    }

    public CancellationTokenSource Cancellation { get; } = new();

    /// <summary>The one request message of a call that does not stream requests.</summary>
    public ArrayBufferWriter<byte> Buffer { get; } = new(256);

    public MessageSink Sink { get; } = new();

    public MessageSource Source { get; } = new();

    public FrameReader Frames { get; } = new();

    /// <summary>Gives it to a call.</summary>
    public void Enter(ClientCall call) =>
        // A full fence: whoever disposes of the channel sees the call, or the call sees that it is disposed of.
        Interlocked.Exchange(ref _call, call);

    /// <summary>The request that was made ahead, for the first attempt of a call without metadata; null when there is none.</summary>
    /// <param name="timeout">Value of grpc-timeout; null for none.</param>
    public HttpRequestMessage? TryTakeRequest(string? timeout)
    {
        if (_isRequestTaken || _request is null)
        {
            return null;
        }

        _isRequestTaken = true;
        _content.Frame = Buffer.WrittenMemory;
        if (timeout is not null)
        {
            _hasTimeout = true;
            _request.Headers.TryAddWithoutValidation(GrpcProtocol.TimeoutHeader, timeout);
        }

        return _request;
    }

    /// <summary>A body for an attempt that needs a request of its own.</summary>
    public FrameContent CreateContent()
    {
        // Only the last one is watched, and one that was given up may still wait for the peer's window.
        _isUsedUp |= _otherContent is not null;
        return _otherContent = new FrameContent { Frame = Buffer.WrittenMemory };
    }

    /// <summary>Lets the timer look at the call that is there then, at this moment or before.</summary>
    /// <remarks>
    /// The timer is left as it is when a call ends: it fires too early for the next one, which then looks at its own deadline.
    /// Calls that are much shorter than their deadlines so set it once for thousands of them.
    /// </remarks>
    public void Arm(DateTime deadline)
    {
        var time = _channel.Time;
        var wait = CallLimits.NextStep(deadline, time);
        var due = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);

        // Whoever reads an old value here has entered before the timer fires, and is seen by it.
        if (Interlocked.Read(ref _armedFor) <= due)
        {
            return;
        }

        lock (Cancellation)
        {
            if (_armedFor > due)
            {
                _armedFor = due;
                _timer ??= time.CreateTimer(
                    static state => ((CallWorkspace)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(wait, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Makes it ready for another call.</summary>
    /// <returns>False when it cannot be used again; then it is disposed of.</returns>
    public bool TryLeave()
    {
        var isAtRest = _content.IsAtRest && _otherContent is not { IsAtRest: false };
        if (_isUsedUp || !isAtRest || Buffer.Capacity > LargestKeptBytes || !Cancellation.TryReset())
        {
            Dispose();
            return false;
        }

        Volatile.Write(ref _call, null);
        if (_hasTimeout)
        {
            _request!.Headers.Remove(GrpcProtocol.TimeoutHeader);
            _hasTimeout = false;
        }

        _isRequestTaken = false;
        _content.Frame = default;
        _otherContent = null;
        Buffer.ResetWrittenCount();
        return true;
    }

    /// <summary>No call follows. What others may still hold, token and request, is left to the garbage collector.</summary>
    public void Dispose()
    {
        _disposal.Unregister();
        _timer?.Dispose();
    }

    private void OnTimer()
    {
        Interlocked.Exchange(ref _armedFor, long.MaxValue);
        _call?.OnTimer();
    }
}
