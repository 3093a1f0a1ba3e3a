using System.Collections.Concurrent;
using Grpc.Client;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grpc.Net.Client;

/// <summary>A way to a server over HTTP/2. Thread-safe; made once and shared by all calls.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly bool _ownsInvoker;
    private readonly CancellationTokenSource _disposal = new();
    private readonly ConcurrentDictionary<IMethod, ClientMethod> _methods = new();
    private readonly RetryPolicies _policies;
    private int _disposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        Address = address;
        Options = options;
        Security = new ChannelSecurity(options.Credentials, address);
        if (options.HttpClient is not null && options.HttpHandler is not null)
        {
            throw new ArgumentException($"{nameof(options.HttpClient)} and {nameof(options.HttpHandler)} have been configured. " +
                "Only one HTTP caller can be specified.");
        }

        Time = (TimeProvider?)options.ServiceProvider?.GetService(typeof(TimeProvider)) ?? TimeProvider.System;
        Connectivity = new ConnectivityTracker(address, OwnsHandler && Security.IsSecure ? new ChannelTls(Security) : null, Time);
        _ownsInvoker = options.DisposeHttpClient || (options.HttpClient is null && options.HttpHandler is null);
        Invoker = options.HttpClient
            ?? new HttpMessageInvoker(options.HttpHandler ?? ChannelHandler.Create(Connectivity), _ownsInvoker);
        Codings = [.. options.CompressionProviders ?? MessageCompression.Defaults];
        AcceptEncoding = MessageCompression.AcceptEncoding(Codings);
        var loggers = options.LoggerFactory ?? (ILoggerFactory?)options.ServiceProvider?.GetService(typeof(ILoggerFactory));
        Logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("Grpc.Net.Client");
        _policies = new RetryPolicies(options);
        RetryBuffer = new RetryBuffer(options.MaxRetryBufferSize);
    }

    /// <summary>What the channel knows of its connections.</summary>
    /// <remarks>Idle for ever when a handler or client was given: its connections are not seen.</remarks>
    public ConnectivityState State => Connectivity.State;

    internal Uri Address { get; }

    internal GrpcChannelOptions Options { get; }

    internal ChannelSecurity Security { get; }

    internal HttpMessageInvoker Invoker { get; }

    /// <summary>True when the HTTP handler is the channel's own: then nobody but the framework touches requests and responses.</summary>
    internal bool OwnsHandler => Options.HttpClient is null && Options.HttpHandler is null;

    internal ConnectivityTracker Connectivity { get; }

    internal ICompressionProvider[] Codings { get; }

    internal string AcceptEncoding { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    internal RetryBuffer RetryBuffer { get; }

    internal RetryThrottle? Throttle => _policies.Throttle;

    internal CancellationToken Disposal => _disposal.Token;

    /// <summary>Makes a channel to an address such as "http://localhost:5080".</summary>
    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>Makes a channel to an address with options.</summary>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) =>
        ForAddress(new Uri(address), channelOptions);

    /// <summary>Makes a channel to an address.</summary>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>Makes a channel to an address with options.</summary>
    /// <exception cref="ArgumentException">The options contradict each other or the address.</exception>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        return new GrpcChannel(address, channelOptions);
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return new HttpCallInvoker(this);
    }

    /// <summary>Connects now instead of at the first call.</summary>
    /// <exception cref="InvalidOperationException">A handler or client was given.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before there was a connection.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (Options.HttpHandler is not null || Options.HttpClient is not null)
        {
            throw new InvalidOperationException("Connectivity needs the channel's own handler.");
        }

        await Connectivity.ConnectAheadAsync(new Backoff(Options.InitialReconnectBackoff, Options.MaxReconnectBackoff), cancellationToken);
    }

    /// <summary>Waits until <see cref="State"/> is another one.</summary>
    public Task WaitForStateChangedAsync(ConnectivityState lastObservedState, CancellationToken cancellationToken = default) =>
        Connectivity.WaitForChangeAsync(lastObservedState, cancellationToken);

    /// <summary>Cancels all calls and closes the connections.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _disposal.Cancel();
        Connectivity.Dispose();
        if (_ownsInvoker)
        {
            Invoker.Dispose();
        }
    }

    internal ClientMethod MethodOf(IMethod method) => _methods.TryGetValue(method, out var known)
        ? known
        : _methods.GetOrAdd(method, new ClientMethod(this, method, _policies.Find(method)));

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }
}
