using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CreditQuery.GrpcHosting;

namespace CreditQuery.Client;

/// <summary>Opens the connections to one server, with certificate and authority as their files are at that moment. Thread-safe.</summary>
internal sealed class ServerConnector
{
    private readonly DnsEndPoint _endpoint;
    private readonly bool _isSecure;
    private readonly string _serverName;
    private readonly RenewedFiles<SslStreamCertificateContext>? _own;
    private readonly RenewedFiles<X509Certificate2Collection>? _authorities;

    /// <exception cref="CryptographicException">A certificate or key file cannot be used.</exception>
    public ServerConnector(Uri address, CreditQueryClientOptions options)
    {
        _endpoint = new DnsEndPoint(address.IdnHost, address.Port);
        _isSecure = address.Scheme == Uri.UriSchemeHttps;
        _serverName = options.ServerName ?? address.IdnHost;
        if (options.ClientCertificateFile is { } file)
        {
            _own = new([file, options.ClientKeyFile ?? file], static texts => PemCertificates.Own(texts[0], texts[1]));
        }

        if (options.CaCertificateFile is { } ca)
        {
            _authorities = new([ca], static texts => PemCertificates.Authorities(texts[0]));
        }
    }

    /// <summary>Opens one; with TLS it is authenticated both ways.</summary>
    public ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken) => Http2Connection.OpenAsync(
        _endpoint,
        _isSecure ? SslOptions() : null,
        static socket => new NetworkStream(socket, ownsSocket: true),
        TimeProvider.System,
        cancellationToken);

    private SslClientAuthenticationOptions SslOptions() => new()
    {
        TargetHost = _serverName,
        ClientCertificateContext = _own?.Current(),
        CertificateChainPolicy = _authorities is null ? null : PemCertificates.TrustOnly(_authorities.Current()),
    };
}
