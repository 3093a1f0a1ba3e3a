using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.Client;

/// <summary>A call of a client: its life from the first attempt to its status. Message types come in the derived class.</summary>
internal abstract class ClientCall : IDisposable
{
    public static readonly Func<object, Task<Metadata>> ResponseHeaders = static call => ((ClientCall)call).ResponseHeadersAsync();
    public static readonly Func<object, Status> StatusOf = static call => ((ClientCall)call).GetStatus();
    public static readonly Func<object, Metadata> TrailersOf = static call => ((ClientCall)call).GetTrailers();
    public static readonly Action<object> DisposeCall = static call => ((ClientCall)call).Dispose();

    private readonly Lock _gate = new();
    private CallWorkspace? _workspace;
    private CancellationTokenRegistration _caller;
    private CancellationTokenRegistration _parent;
    private TaskCompletionSource<Metadata>? _headersSource;
    private bool _isOpen;
    private HttpResponseMessage? _response;
    private Status _cancelled;
    private Status _status;
    private volatile bool _isCancelled;
    private volatile bool _hasEnded;
    private Metadata? _trailers;

    protected ClientCall(GrpcChannel channel, IMethod method, string? host, CallOptions options)
    {
        Channel = channel;
        Method = method;
        Host = host;
        Options = options;
        Info = channel.MethodOf(method);
        Deadline = CallLimits.DeadlineOf(options);
    }

    public GrpcChannel Channel { get; }

    public IMethod Method { get; }

    public ClientMethod Info { get; }

    public string? Host { get; }

    public CallOptions Options { get; }

    /// <summary>When the call must have ended, UTC; null for never.</summary>
    public DateTime? Deadline { get; }

    /// <summary>What the call works with; only after <see cref="TryBegin"/>.</summary>
    public CallWorkspace Workspace => _workspace!;

    public CancellationToken CancellationToken => _workspace!.Cancellation.Token;

    /// <summary>True once the call has its status.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>The status once the call has ended; null before.</summary>
    /// <remarks>Written once, before the flag that makes it visible.</remarks>
    public Status? FinalStatus => _hasEnded ? _status : null;

    /// <summary>True when the deadline has passed.</summary>
    public bool IsLate => Deadline is { } deadline && Channel.Time.GetUtcNow().UtcDateTime >= deadline;

    /// <summary>Frames of the response once its headers are there.</summary>
    public FrameReader Frames => _workspace!.Frames;

    /// <summary>Coding of the request messages; null for none.</summary>
    public ICompressionProvider? RequestCoding { get; private set; }

    public void Dispose() => Cancel(new Status(StatusCode.Cancelled, "gRPC call disposed."));

    /// <summary>Ends the call from this side, unless it has ended.</summary>
    public void Cancel(Status reason)
    {
        if (_hasEnded)
        {
            return;
        }

        HttpResponseMessage? response;
        bool isOpen;
        lock (_gate)
        {
            if (_hasEnded || _isCancelled)
            {
                return;
            }

            _cancelled = reason;
            _isCancelled = true;
            response = _response;
            isOpen = _isOpen;
        }

        // The token alone does not reset a stream whose headers have arrived: the response must go too.
        _workspace?.Cancellation.Cancel();
        response?.Dispose();
        OnCancelled();
        if (isOpen && !NeedsMessage)
        {
            // Nobody may be reading. Other calls are ended by those who wait for their attempt or their message.
            Finish(reason, Metadata.Empty);
        }
    }

    /// <summary>Ends the call because its channel is gone.</summary>
    public void CancelByDisposal() => Cancel(new Status(StatusCode.Cancelled, "Channel disposed."));

    /// <summary>The timer has fired, perhaps one that an earlier call set.</summary>
    public void OnTimer()
    {
        if (IsLate)
        {
            Cancel(new Status(StatusCode.DeadlineExceeded, ""));
        }
        else if (Deadline is { } deadline && !_hasEnded)
        {
            _workspace?.Arm(deadline);
        }
    }

    /// <summary>Why this side cancelled the call; null when it did not.</summary>
    public Status? CancelReason => _isCancelled ? _cancelled : null;

    /// <summary>The exception that tells a status to the caller; without trailers when the call has not ended yet.</summary>
    public Exception Failure(Status status)
    {
        // A write that was cancelled may come here before the call has its end.
        var failure = new RpcException(status, _hasEnded ? GetTrailers() : Metadata.Empty);
        return status.StatusCode == StatusCode.Cancelled && Channel.Options.ThrowOperationCanceledOnCancellation
            ? new OperationCanceledException(status.Detail, failure, Options.CancellationToken)
            : failure;
    }

    /// <summary>Takes the response of the attempt that counts: its headers are known, its messages can be read.</summary>
    /// <remarks>The headers become metadata only when somebody asks for them.</remarks>
    /// <returns>False when the call was cancelled meanwhile.</returns>
    public bool TryOpen(HttpResponseMessage response, Stream body, string? encoding)
    {
        TaskCompletionSource<Metadata>? source;
        lock (_gate)
        {
            if (_isCancelled)
            {
                return false;
            }

            _response = response;
            _isOpen = true;
            source = _headersSource;
        }

        Frames.Attach(body, Channel.Options.MaxReceiveMessageSize, encoding, Channel.Codings);
        Channel.Throttle?.Succeeded();
        Commit();
        source?.TrySetResult(HttpMetadata.Read(response.Headers));
        return true;
    }

    /// <summary>Ends the call; only the first status counts.</summary>
    /// <param name="status">The status; what this side gave up for is put before any failure.</param>
    /// <param name="trailers">Trailing metadata; null for that of the response, made when somebody asks for it.</param>
    public Status Finish(Status status, Metadata? trailers)
    {
        HttpResponseMessage? response;
        TaskCompletionSource<Metadata>? source;
        lock (_gate)
        {
            if (_hasEnded)
            {
                return _status;
            }

            status = _isCancelled && status.StatusCode != StatusCode.OK ? _cancelled : status;
            _status = status;
            _trailers = trailers;
            _hasEnded = true;
            response = _response;
            source = _headersSource;
        }

        _caller.Unregister();
        _parent.Unregister();
        if (status.StatusCode != StatusCode.OK)
        {
            Log.CallFailed(Channel.Logger, Method.FullName, status.StatusCode, status.Detail, status.DebugException);
            _workspace?.Cancellation.Cancel();
        }

        response?.Dispose();
        SettleHeaders(source, status);
        OnFinished();
        return status;
    }

    /// <summary>Reads the end of the response and finishes with the status it carries.</summary>
    public Status FinishWithTrailers(HttpResponseMessage response) =>
        Finish(ResponseStatusReader.Read(response.TrailingHeaders, this), null);

    /// <summary>Finishes with the status of the response, when there is one that is no success, else with a failure of this side.</summary>
    public Status FinishBroken(Exception failure)
    {
        var broken = FailureClassifier.Classify(failure, this);
        if (broken.IsTruncation && _response is { } response
            && ResponseStatusReader.TryRead(response.TrailingHeaders, this) is { StatusCode: not StatusCode.OK } said)
        {
            return Finish(said, null);
        }

        return Finish(broken.Status, broken.Trailers);
    }

    public HttpResponseMessage Response => _response!;

    /// <summary>The body of one attempt.</summary>
    public abstract HttpContent CreateContent();

    /// <summary>True when the call sends a stream of messages.</summary>
    public abstract bool StreamsRequests { get; }

    /// <summary>True when another attempt can send the same messages.</summary>
    public abstract bool CanReplay { get; }

    /// <summary>True for calls whose success needs a response message.</summary>
    public abstract bool NeedsMessage { get; }

    /// <summary>No further attempt follows.</summary>
    public abstract void Commit();

    protected abstract void OnFinished();

    protected abstract void OnCancelled();

    /// <summary>Starts timers and registrations.</summary>
    /// <returns>False when the call has ended by them already.</returns>
    protected bool TryBegin()
    {
        var coding = Options.Headers?.GetValue(Metadata.CompressionRequestAlgorithmMetadataKey);
        if (coding is not null and not GrpcProtocol.IdentityEncoding)
        {
            RequestCoding = MessageCompression.Find(Channel.Codings, coding)
                ?? throw new InvalidOperationException($"Could not find compression provider for '{coding}'.");
        }

        _workspace = Info.RentWorkspace();
        _workspace.Enter(this);
        if (Channel.Disposal.IsCancellationRequested)
        {
            CancelByDisposal();
        }

        _caller = CallLimits.RegisterCaller(this);
        _parent = CallLimits.RegisterParent(this);
        if (IsLate)
        {
            Cancel(new Status(StatusCode.DeadlineExceeded, ""));
        }
        else if (Deadline is { } deadline)
        {
            _workspace.Arm(deadline);
        }

        if (CancelReason is { } reason)
        {
            Finish(reason, Metadata.Empty);
            return false;
        }

        return true;
    }

    /// <summary>Gives the workspace to the next call. Only for a unary call that has read its response to the end.</summary>
    protected void LeaveWorkspace()
    {
        // A cancellation that began before the end may still be at work on the token source; credentials may have kept its token.
        if (_isCancelled || _status.StatusCode != StatusCode.OK || CallAuthentication.IsNeeded(this))
        {
            _workspace!.Dispose();
        }
        else
        {
            Info.Return(_workspace!);
        }

        _workspace = null;
    }

    /// <summary>No call follows in the workspace.</summary>
    protected void DisposeWorkspace() => _workspace?.Dispose();

    private Task<Metadata> ResponseHeadersAsync()
    {
        lock (_gate)
        {
            if (_headersSource is null)
            {
                _headersSource = new TaskCompletionSource<Metadata>(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_isOpen)
                {
                    _headersSource.SetResult(HttpMetadata.Read(_response!.Headers));
                }
                else if (_hasEnded)
                {
                    SettleHeaders(_headersSource, _status);
                }
            }

            return _headersSource.Task;
        }
    }

    private void SettleHeaders(TaskCompletionSource<Metadata>? source, Status status)
    {
        if (source is null || source.Task.IsCompleted)
        {
            return;
        }

        if (status.StatusCode == StatusCode.OK)
        {
            source.TrySetResult([]);
        }
        else if (source.TrySetException(Failure(status)))
        {
            // Observed: whoever asked for headers may wait for the response only.
            _ = source.Task.Exception;
        }
    }

    private Status GetStatus() => FinalStatus ?? throw NotEnded("status");

    private Metadata GetTrailers() => !_hasEnded
        ? throw NotEnded("trailers")
        : _trailers ??= _response is { } response ? HttpMetadata.Read(response.TrailingHeaders) : Metadata.Empty;

    private static InvalidOperationException NotEnded(string what) =>
        new($"Unable to get the {what} because the call is not complete.");
}
