namespace Grpc.Core;

/// <summary>A call as its handler sees it.</summary>
/// <remarks>Valid until the task that the handler returned has ended: like the HttpContext, it is used again for other calls.</remarks>
public abstract class ServerCallContext
{
    private Dictionary<object, object>? _userState;

    /// <summary>For implementations and test doubles.</summary>
    protected ServerCallContext()
    {
    }

    /// <summary>Path of the method, "/package.Service/Method".</summary>
    public string Method => MethodCore;

    /// <summary>Host the client addressed, as it wrote it.</summary>
    public string Host => HostCore;

    /// <summary>Address of the peer: "ipv4:1.2.3.4:5", "ipv6:[::1]:5", "unix:path" or "unknown".</summary>
    public string Peer => PeerCore;

    /// <summary>When the call must have ended, UTC; DateTime.MaxValue when there is no deadline.</summary>
    public DateTime Deadline => DeadlineCore;

    /// <summary>Metadata the client sent with the call.</summary>
    public Metadata RequestHeaders => RequestHeadersCore;

    /// <summary>Fires when the client cancels, the connection is lost or the deadline passes.</summary>
    public CancellationToken CancellationToken => CancellationTokenCore;

    /// <summary>Metadata to send after the last message.</summary>
    public Metadata ResponseTrailers => ResponseTrailersCore;

    /// <summary>Status to end the call with when the handler returns; OK by default.</summary>
    public Status Status
    {
        get => StatusCore;
        set => StatusCore = value;
    }

    /// <summary>Options of the writes that follow; null for none.</summary>
    public WriteOptions? WriteOptions
    {
        get => WriteOptionsCore;
        set => WriteOptionsCore = value;
    }

    /// <summary>What the transport knows of the peer.</summary>
    public AuthContext AuthContext => AuthContextCore;

    /// <summary>Values that interceptors and handlers share during the call.</summary>
    public IDictionary<object, object> UserState => UserStateCore;

    /// <summary>Path of the method.</summary>
    protected abstract string MethodCore { get; }

    /// <summary>Host the client addressed.</summary>
    protected abstract string HostCore { get; }

    /// <summary>Address of the peer.</summary>
    protected abstract string PeerCore { get; }

    /// <summary>Deadline, UTC.</summary>
    protected abstract DateTime DeadlineCore { get; }

    /// <summary>Metadata the client sent.</summary>
    protected abstract Metadata RequestHeadersCore { get; }

    /// <summary>Cancellation of the call.</summary>
    protected abstract CancellationToken CancellationTokenCore { get; }

    /// <summary>Metadata to send at the end.</summary>
    protected abstract Metadata ResponseTrailersCore { get; }

    /// <summary>Status to end with.</summary>
    protected abstract Status StatusCore { get; set; }

    /// <summary>Options of the writes that follow.</summary>
    protected abstract WriteOptions? WriteOptionsCore { get; set; }

    /// <summary>What the transport knows of the peer.</summary>
    protected abstract AuthContext AuthContextCore { get; }

    /// <summary>Values shared during the call.</summary>
    protected virtual IDictionary<object, object> UserStateCore => _userState ??= [];

    /// <summary>Sends the response headers now, before any message.</summary>
    /// <exception cref="InvalidOperationException">They were sent already.</exception>
    public Task WriteResponseHeadersAsync(Metadata responseHeaders) => WriteResponseHeadersAsyncCore(responseHeaders);

    /// <summary>Makes a token that passes deadline and cancellation on to child calls.</summary>
    /// <param name="options">What to pass on; null for both.</param>
    public ContextPropagationToken CreatePropagationToken(ContextPropagationOptions? options = null) =>
        CreatePropagationTokenCore(options);

    /// <summary>Sends the response headers.</summary>
    protected abstract Task WriteResponseHeadersAsyncCore(Metadata responseHeaders);

    /// <summary>Makes a propagation token.</summary>
    protected abstract ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options);
}
