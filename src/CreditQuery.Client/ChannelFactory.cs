using System.Security.Cryptography;
using Grpc.Net.Client;

namespace CreditQuery.Client;

/// <summary>Opens channels.</summary>
internal static class ChannelFactory
{
    // As the channel's own handler: more under way for each stream would let a few unread ones stop all others.
    private const int StreamWindowBytes = 1024 * 1024;

    private static readonly TimeSpan KeepAliveDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Opens a channel; connects with the first call.</summary>
    /// <exception cref="CryptographicException">A certificate or key file cannot be used.</exception>
    public static GrpcChannel Open(Uri address, CreditQueryClientOptions options)
    {
        var handler = options.Handler ?? Handler(new ServerConnector(address, options));

        // Requests are made in the name that the server's certificate shows; the connector sends them to the address.
        var named = options.ServerName is { } name ? new UriBuilder(address) { Host = name }.Uri : address;
        return GrpcChannel.ForAddress(named, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = options.Handler is null,
            MaxReceiveMessageSize = options.MaxReceiveMessageBytes,
        });
    }

    private static SocketsHttpHandler Handler(ServerConnector connector) => new()
    {
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = StreamWindowBytes,
        KeepAlivePingDelay = KeepAliveDelay,
        KeepAlivePingTimeout = KeepAliveTimeout,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        UseProxy = false,

        // With TLS it gives an authenticated stream, which the handler takes as it is.
        ConnectCallback = (_, cancellationToken) => connector.ConnectAsync(cancellationToken),
    };
}
