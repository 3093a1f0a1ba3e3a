using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
        var handler = Handler(options);
        var named = address;
        if (options.ServerName is { } name)
        {
            // The handler checks the certificate against the host of the request, so the request is made in that name and sent elsewhere.
            named = new UriBuilder(address) { Host = name }.Uri;
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(address, cancellationToken);
        }

        return GrpcChannel.ForAddress(named, new GrpcChannelOptions
        {
            HttpHandler = options.Handler ?? handler,
            DisposeHttpClient = options.Handler is null,
            MaxReceiveMessageSize = options.MaxReceiveMessageBytes,
        });
    }

    private static async ValueTask<Stream> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(address.IdnHost, address.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SocketsHttpHandler Handler(CreditQueryClientOptions options) => new()
    {
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = StreamWindowBytes,
        KeepAlivePingDelay = KeepAliveDelay,
        KeepAlivePingTimeout = KeepAliveTimeout,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        UseProxy = false,
        SslOptions = SslOptions(options),
    };

    private static SslClientAuthenticationOptions SslOptions(CreditQueryClientOptions options)
    {
        var ssl = new SslClientAuthenticationOptions();
        if (options.ClientCertificateFile is { } file)
        {
            // Asked at every handshake: a renewed certificate counts from the next connection on.
            var own = new RenewableCertificate(file, options.ClientKeyFile ?? file);
            ssl.LocalCertificateSelectionCallback = (_, _, _, _, _) => own.Current();
        }

        if (options.CaCertificateFile is { } ca)
        {
            // Only this authority counts; the system's store is not asked.
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(ca);
            if (policy.CustomTrustStore.Count == 0)
            {
                throw new CryptographicException("The file of the authority holds no certificate in PEM form.");
            }

            ssl.CertificateChainPolicy = policy;
        }

        return ssl;
    }
}
