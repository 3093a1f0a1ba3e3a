using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace CreditQuery.Client;

/// <summary>Opens channels.</summary>
internal static class ChannelFactory
{
    private static readonly TimeSpan KeepAliveDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(10);

    public static GrpcChannel Open(Uri address, CreditQueryClientOptions options) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = options.Handler ?? Handler(options),
        DisposeHttpClient = options.Handler is null,
        MaxReceiveMessageSize = options.MaxReceiveMessageBytes,
    });

    private static SocketsHttpHandler Handler(CreditQueryClientOptions options) => new()
    {
        EnableMultipleHttp2Connections = true,
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
            ssl.ClientCertificates = [X509Certificate2.CreateFromPemFile(file, options.ClientKeyFile ?? file)];
        }

        if (options.CaCertificateFile is { } ca)
        {
            // Only this authority counts; the system's store is not asked.
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(ca);
            ssl.CertificateChainPolicy = policy;
        }

        return ssl;
    }
}
