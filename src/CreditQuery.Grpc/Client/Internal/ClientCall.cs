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
    private readonly CancellationTokenSource _cancellation = new();
    private readonly CallLimits _limits;
    private TaskCompletionSource<Metadata>? _headersSource;
    private bool _isOpen;
    private HttpResponseMessage? _response;
    private Status? _cancelled;
    private Status? _status;
    private Metadata _trailers = Metadata.Empty;

    protected ClientCall(GrpcChannel channel, IMethod method, string? host, CallOptions options)
    {
        Channel = channel;
        Method = method;
        Host = host;
        Options = options;
        Info = channel.MethodOf(method);
        _limits = new CallLimits(this);
    }

    public GrpcChannel Channel { get; }

    public IMethod Method { get; }

    public ClientMethod Info { get; }

    public string? Host { get; }

    public CallOptions Options { get; }

    /// <summary>When the call must have ended, UTC; null for never.</summary>
    public DateTime? Deadline => _limits.Deadline;

    public CancellationToken CancellationToken => _cancellation.Token;

    /// <summary>The status once the call has ended; null before.</summary>
    public Status? FinalStatus
    {
        get
        {
            lock (_gate)
            {
                return _status;
            }
        }
    }

    /// <summary>True when the deadline has passed.</summary>
    public bool IsLate => Deadline is { } deadline && Channel.Time.GetUtcNow().UtcDateTime >= deadline;

    /// <summary>Frames of the response once its headers are there.</summary>
    public FrameReader? Frames { get; private set; }

    /// <summary>Coding of the request messages; null for none.</summary>
    public ICompressionProvider? RequestCoding { get; private set; }

    public void Dispose() => Cancel(new Status(StatusCode.Cancelled, "gRPC call disposed."));

    /// <summary>Ends the call from this side, unless it has ended.</summary>
    public void Cancel(Status reason)
    {
        HttpResponseMessage? response;
        lock (_gate)
        {
            if (_status is not null || _cancelled is not null)
            {
                return;
            }

            _cancelled = reason;
            response = _response;
        }

        // The token alone does not reset a stream whose headers have arrived: the response must go too.
        _cancellation.Cancel();
        response?.Dispose();
        OnCancelled();
    }

    /// <summary>Why this side cancelled the call; null when it did not.</summary>
    public Status? CancelReason
    {
        get
        {
            lock (_gate)
            {
                return _cancelled;
            }
        }
    }

    /// <summary>The exception that tells a status to the caller.</summary>
    public Exception Failure(Status status)
    {
        if (status.StatusCode == StatusCode.Cancelled && Channel.Options.ThrowOperationCanceledOnCancellation)
        {
            return new OperationCanceledException(status.Detail, new RpcException(status, _trailers), Options.CancellationToken);
        }

        return new RpcException(status, _trailers);
    }

    /// <summary>Takes the response of the attempt that counts.</summary>
    /// <returns>False when the call was cancelled meanwhile.</returns>
    public bool TryAccept(HttpResponseMessage response)
    {
        lock (_gate)
        {
            if (_cancelled is not null)
            {
                return false;
            }

            _response = response;
            return true;
        }
    }

    /// <summary>Makes the headers of the response known and its messages readable.</summary>
    /// <remarks>The headers become metadata only when somebody asks for them.</remarks>
    public void Open(Stream body, string? encoding)
    {
        Frames = new FrameReader(body, Channel.Options.MaxReceiveMessageSize, encoding, Channel.Codings);
        TaskCompletionSource<Metadata>? source;
        lock (_gate)
        {
            _isOpen = true;
            source = _headersSource;
        }

        source?.TrySetResult(HttpMetadata.Read(_response!.Headers));
    }

    /// <summary>Ends the call; only the first status counts.</summary>
    public Status Finish(Status status, Metadata trailers)
    {
        HttpResponseMessage? response;
        TaskCompletionSource<Metadata>? source;
        lock (_gate)
        {
            if (_status is { } earlier)
            {
                return earlier;
            }

            status = _cancelled is { } reason && status.StatusCode != StatusCode.OK ? reason : status;
            _status = status;
            _trailers = trailers;
            response = _response;
            source = _headersSource;
        }

        _limits.Dispose();
        if (status.StatusCode != StatusCode.OK)
        {
            Log.CallFailed(Channel.Logger, Method.FullName, status.StatusCode, status.Detail, status.DebugException);
            _cancellation.Cancel();
        }

        response?.Dispose();
        SettleHeaders(source, status);
        OnFinished();
        return status;
    }

    /// <summary>Reads the end of the response and finishes with the status it carries.</summary>
    public Status FinishWithTrailers(HttpResponseMessage response) =>
        Finish(ResponseStatusReader.Read(response.TrailingHeaders, this), HttpMetadata.Read(response.TrailingHeaders));

    /// <summary>Finishes with the status of the response, when there is one that is no success, else with a failure of this side.</summary>
    public Status FinishBroken(Exception failure)
    {
        var broken = FailureClassifier.Classify(failure, this);
        if (broken.IsTruncation && _response is { } response
            && ResponseStatusReader.TryRead(response.TrailingHeaders, this) is { StatusCode: not StatusCode.OK } said)
        {
            return Finish(said, HttpMetadata.Read(response.TrailingHeaders));
        }

        return Finish(broken.Status, broken.Trailers);
    }

    public HttpResponseMessage Response => _response!;

    /// <summary>The body of one attempt.</summary>
    public abstract HttpContent CreateContent();

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

        _limits.Start();
        if (IsLate)
        {
            Cancel(new Status(StatusCode.DeadlineExceeded, ""));
        }

        if (CancelReason is { } reason)
        {
            Finish(reason, Metadata.Empty);
            return false;
        }

        return true;
    }

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
                else if (_status is { } status)
                {
                    SettleHeaders(_headersSource, status);
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

    private Metadata GetTrailers() => FinalStatus is null ? throw NotEnded("trailers") : _trailers;

    private static InvalidOperationException NotEnded(string what) =>
        new($"Unable to get the {what} because the call is not complete.");
}
