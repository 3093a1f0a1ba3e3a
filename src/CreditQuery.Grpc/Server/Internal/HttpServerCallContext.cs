using System.Buffers;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.Server;

/// <summary>A call over HTTP.</summary>
/// <remarks>
/// Everything a handler may not ask for is made when it asks. Unary calls use the object again once they have ended; the pool
/// is one object per thread, so it takes no lock.
/// </remarks>
internal sealed class HttpServerCallContext : ServerCallContext
{
    private static readonly object UserStateKey = new();

    [ThreadStatic]
    private static HttpServerCallContext? _spare;

    private HttpContext? _http;
    private ServerCallHandler _handler = null!;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private Dictionary<object, object>? _userState;
    private List<object>? _owned;
    private AuthContext? _authContext;
    private string? _peer;
    private Status _status;
    private ServerDeadline? _deadline;
    private long _timeoutTicks;
    private long _startedAt;
    private bool _headersSent;
    private int _ended;

    private HttpServerCallContext()
    {
    }

    public HttpContext HttpContext => _http ?? throw new ObjectDisposedException(nameof(ServerCallContext), "The call has ended.");

    public ServerCallHandler Handler => _handler;

    /// <summary>Held while a message is written, so that the end of the call cannot come between its bytes.</summary>
    public Lock WriteGate { get; } = new();

    public MessageSource Source { get; } = new();

    public MessageSink Sink { get; } = new();

    /// <summary>Coding of the responses; null for none.</summary>
    public ICompressionProvider? ResponseCoding { get; private set; }

    /// <summary>Set by reader and writer when the stream broke: its token may fire a moment later.</summary>
    public bool IsBroken { get; set; }

    public bool HasEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>Whether a failure of the request body means that the caller or the connection is gone.</summary>
    public static bool IsLoss(Exception failure) =>
        failure is OperationCanceledException or IOException and not BadHttpRequestException;

    /// <summary>What a reader or writer throws after the client gave the call up.</summary>
    /// <remarks>The token of the call stands in it: it fires a moment after the stream broke, and callers tell the two by it.</remarks>
    public OperationCanceledException Broken(Exception? cause = null)
    {
        IsBroken = true;
        return new OperationCanceledException("The client cancelled the call.", cause, CancellationToken);
    }

    /// <summary>What a reader or writer throws after the end: the deadline may have come between, which is no fault of the handler.</summary>
    public Exception Ended(string refusal) => IsLate
        ? new OperationCanceledException(ServerDeadline.Exceeded.Detail, CancellationToken)
        : new InvalidOperationException(refusal);

    /// <summary>True once bytes of headers or messages are on their way.</summary>
    public bool HeadersSent => _headersSent || HttpContext.Response.HasStarted;

    protected override string MethodCore => _handler.Method.FullName;

    protected override string HostCore => HttpContext.Request.Host.Value ?? "";

    protected override string PeerCore => _peer ??= PeerAddress.Of(HttpContext.Connection);

    protected override DateTime DeadlineCore => _timeoutTicks == 0 ? DateTime.MaxValue : Arm().UtcDeadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= MetadataHeaders.Read(HttpContext.Request.Headers);

    protected override CancellationToken CancellationTokenCore =>
        _timeoutTicks == 0 ? HttpContext.RequestAborted : Arm().CancellationToken;

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore
    {
        get => _status;
        set => _status = value;
    }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _authContext ??= PeerAuthentication.Of(HttpContext.Connection);

    protected override IDictionary<object, object> UserStateCore => _userState ??= new() { [UserStateKey] = this };

    /// <summary>The HTTP call behind a context that an interceptor may have wrapped.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static HttpServerCallContext From(ServerCallContext context) => context as HttpServerCallContext
        ?? (context.UserState.TryGetValue(UserStateKey, out var call) ? (HttpServerCallContext)call : null)
        ?? throw new InvalidOperationException("Could not get HttpContext from ServerCallContext.");

    public static HttpServerCallContext Rent(HttpContext http, ServerCallHandler handler)
    {
        var call = _spare ?? new HttpServerCallContext();
        _spare = null;
        call._http = http;
        call._handler = handler;
        return call;
    }

    /// <summary>Reads the headers that steer the call.</summary>
    /// <returns>False when the call has ended by them.</returns>
    public bool TryStart()
    {
        var headers = HttpContext.Request.Headers;
        HttpContext.Response.Headers.ContentType = GrpcProtocol.ContentTypeValue;
        var timeouts = headers.GrpcTimeout;
        if (timeouts.Count != 0 && !TryStartTimeout(timeouts.Count == 1 ? timeouts[0] : null))
        {
            return false;
        }

        if (_handler.Options.ResponseCoding is { } coding && MessageCompression.Accepts(headers.GrpcAcceptEncoding, coding.EncodingName))
        {
            UseResponseCoding(coding);
        }

        return true;
    }

    /// <summary>Starts the timer of the deadline, for a handler that does not answer at once.</summary>
    public void ArmDeadline()
    {
        if (_timeoutTicks != 0)
        {
            Arm();
        }
    }

    /// <summary>Keeps a thing that was made for this call until its end.</summary>
    public void Own(object thing)
    {
        if (thing is IDisposable or IAsyncDisposable)
        {
            (_owned ??= []).Add(thing);
        }
    }

    /// <summary>Takes the right to end the call; only one of handler and deadline gets it.</summary>
    public bool TryEnd() => _deadline is null
        ? _ended++ == 0
        : Interlocked.Exchange(ref _ended, 1) == 0;

    /// <summary>Serialises a message into the response.</summary>
    /// <remarks>The caller has the right to end the call or holds <see cref="WriteGate"/>.</remarks>
    /// <returns>Bytes of the message with its prefix, before compression.</returns>
    public int WriteMessage<T>(T message, Action<T, SerializationContext> serializer, bool compress, IBufferWriter<byte> output)
    {
        var options = _handler.Options;
        var bytes = Sink.Serialize(
            message,
            serializer,
            output,
            compress ? ResponseCoding : null,
            options.ResponseCompressionLevel,
            options.MaxSendBytes);
        _headersSent = true;
        return bytes;
    }

    /// <summary>Writes the status; the caller has the right to end the call.</summary>
    public void WriteStatus(Status status)
    {
        if (HeadersSent)
        {
            ResponseStatus.WriteTrailers(HttpContext, status, _responseTrailers);
        }
        else
        {
            ResponseStatus.WriteTrailersOnly(HttpContext.Response, status, _responseTrailers);
        }
    }

    /// <summary>Ends the call with the status the handler left, or with DEADLINE_EXCEEDED when it came too late.</summary>
    public void End() => EndWith(_status);

    /// <summary>Ends the call with the status of a failure.</summary>
    public void End(Exception failure)
    {
        var status = FailureStatus.Of(failure, this);
        if (failure is RpcException { Trailers: { Count: > 0 } trailers } && trailers != _responseTrailers)
        {
            foreach (var entry in trailers)
            {
                ResponseTrailersCore.Add(entry);
            }
        }

        EndWith(status);
    }

    /// <summary>True when there is a deadline and it has passed.</summary>
    public bool IsLate => _timeoutTicks != 0 && _handler.Plan.Time.GetElapsedTime(_startedAt).Ticks >= _timeoutTicks;

    /// <summary>True when nothing is left to wait for.</summary>
    public bool CanReleaseAtOnce => _deadline is null && _owned is null;

    /// <summary>Waits for the deadline, if it is at work, and disposes of what was made for the call.</summary>
    public async ValueTask ReleaseAsync()
    {
        if (_deadline is not null)
        {
            await _deadline.DisposeAsync();
        }

        foreach (var thing in Enumerable.Reverse(_owned ?? []))
        {
            if (thing is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                ((IDisposable)thing).Dispose();
            }
        }
    }

    /// <summary>Gives the object to the next call of this thread. Only for calls whose reader and writer nobody holds.</summary>
    public void Recycle()
    {
        _http = null;
        _handler = null!;
        _requestHeaders = null;
        _responseTrailers = null;
        _userState = null;
        _owned = null;
        _authContext = null;
        _peer = null;
        _status = default;
        _deadline = null;
        _timeoutTicks = 0;
        _headersSent = false;
        IsBroken = false;
        _ended = 0;
        ResponseCoding = null;
        WriteOptionsCore = null;
        _spare = this;
    }

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        lock (WriteGate)
        {
            if (HeadersSent || HasEnded)
            {
                throw new InvalidOperationException("Response headers can only be sent once per call.");
            }

            ChooseResponseCoding(responseHeaders.GetValue(Metadata.CompressionRequestAlgorithmMetadataKey));
            MetadataHeaders.Append(HttpContext.Response.Headers, responseHeaders, skipInvalid: false);
            _headersSent = true;
            return HttpContext.Response.BodyWriter.FlushAsync().AsTask();
        }
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        new CallPropagationToken(this, options ?? ContextPropagationOptions.Default);

    // A task that the handler left behind may be writing: what it writes must not come into the buffer of a call after this one.
    private void EndWith(Status status)
    {
        lock (WriteGate)
        {
            if (TryEnd())
            {
                WriteStatus(IsLate ? ServerDeadline.Exceeded : status);
            }
        }
    }

    private bool TryStartTimeout(string? text)
    {
        if (!TimeoutHeader.TryParse(text, out var timeout))
        {
            WriteStatus(new Status(StatusCode.Internal, "Malformed grpc-timeout."));
            return false;
        }

        if (timeout == TimeSpan.Zero)
        {
            WriteStatus(ServerDeadline.Exceeded);
            return false;
        }

        _timeoutTicks = Math.Min(timeout.Ticks, TimeoutHeader.Max.Ticks);
        _startedAt = _handler.Plan.Time.GetTimestamp();
        return true;
    }

    private ServerDeadline Arm() => _deadline ?? LazyInitializer.EnsureInitialized(
        ref _deadline,
        () => new ServerDeadline(this, _handler.Plan.Time, new TimeSpan(_timeoutTicks), _startedAt));

    /// <summary>A handler asks for a coding: used when the client accepts it, else nothing is compressed.</summary>
    private void ChooseResponseCoding(string? name)
    {
        if (name is not null
            && MessageCompression.Find(_handler.Options.Codings, name) is { } coding
            && MessageCompression.Accepts(HttpContext.Request.Headers.GrpcAcceptEncoding, name))
        {
            UseResponseCoding(coding);
        }
    }

    private void UseResponseCoding(ICompressionProvider coding)
    {
        ResponseCoding = coding;
        HttpContext.Response.Headers.GrpcEncoding = coding.EncodingName;
    }
}
