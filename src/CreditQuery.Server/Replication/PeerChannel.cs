using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CreditQuery.Server.Configuration;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Replication;

/// <summary>Opens the channel to the node that checkpoints are taken from.</summary>
internal sealed class PeerChannel(IOptions<ReplicationOptions> options, IOptions<ServerOptions> server)
{
    // A block and its surroundings, and a manifest at its largest.
    private const int MaxMessageBytes = 32 << 20;
    private const int WindowBytes = 2 << 20;

    // A peer that takes a checkpoint on a busy machine may be silent for a while.
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(30);

    private readonly ReplicationOptions _options = options.Value;
    private readonly TlsOptions _tls = server.Value.Tls;

    /// <summary>Opens it; connects with the first call.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate or key file cannot be used.</exception>
    public GrpcChannel Open()
    {
        var address = new Uri(_options.From);
        var handler = new SocketsHttpHandler
        {
            InitialHttp2StreamWindowSize = WindowBytes,
            KeepAlivePingDelay = QuietTime,
            KeepAlivePingTimeout = QuietTime,
            UseProxy = false,
        };
        if (address.Scheme == Uri.UriSchemeHttps)
        {
            handler.SslOptions = SslOptions();
        }

        var named = address;
        if (_options.ServerName.Length > 0)
        {
            // The handler checks the certificate against the host of the request, so the request is made in that name and sent elsewhere.
            named = new UriBuilder(address) { Host = _options.ServerName }.Uri;
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(address, cancellationToken);
        }

        return GrpcChannel.ForAddress(named, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = MaxMessageBytes });
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

    private SslClientAuthenticationOptions SslOptions()
    {
        var isOwn = _options.CertificatePath.Length == 0;
        var certificate = isOwn
            ? X509Certificate2.CreateFromPemFile(_tls.CertificatePath, _tls.KeyPath)
            : X509Certificate2.CreateFromPemFile(_options.CertificatePath, _options.KeyPath.Length == 0 ? null : _options.KeyPath);

        // Only these authorities count; the system's store is not asked.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(_options.AuthoritiesPath.Length == 0 ? _tls.ClientAuthoritiesPath : _options.AuthoritiesPath);
        return new SslClientAuthenticationOptions
        {
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
            CertificateChainPolicy = policy,
        };
    }
}
