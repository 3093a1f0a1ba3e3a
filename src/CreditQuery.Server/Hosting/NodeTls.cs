using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CreditQuery.GrpcHosting;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CreditQuery.Server.Hosting;

/// <summary>TLS of the node: its own certificate, and the authorities of its callers, as their files are at each handshake.</summary>
/// <remarks>A file that cannot be used leaves the last one in force and is told in the log once.</remarks>
internal sealed class NodeTls
{
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly RenewedFiles<SslStreamCertificateContext> _own;
    private readonly RenewedFiles<X509Certificate2Collection> _authorities;

    /// <summary>Reads the files for the first time.</summary>
    /// <param name="options">Where they are.</param>
    /// <param name="logger">Told of renewed and of unusable files.</param>
    /// <exception cref="CryptographicException">One of them is of no use.</exception>
    public NodeTls(TlsOptions options, ILogger logger)
    {
        _own = new([options.CertificatePath, options.KeyPath], static texts => PemCertificates.Own(texts[0], texts[1]))
        {
            Renewed = () => logger.CertificateRenewed(options.CertificatePath),
            Unusable = fault => logger.CertificateUnusable(options.CertificatePath, fault),
        };
        _authorities = new([options.ClientAuthoritiesPath], static texts => PemCertificates.Authorities(texts[0]))
        {
            Renewed = () => logger.CertificateRenewed(options.ClientAuthoritiesPath),
            Unusable = fault => logger.CertificateUnusable(options.ClientAuthoritiesPath, fault),
        };
    }

    /// <summary>What Kestrel asks at each handshake.</summary>
    public TlsHandshakeCallbackOptions Handshake => new() { OnConnection = _ => ValueTask.FromResult(Options()) };

    private SslServerAuthenticationOptions Options()
    {
        // No network look-ups inside a handshake; a lost key is answered by a new authority file.
        var policy = PemCertificates.TrustOnly(_authorities.Current());
        policy.ApplicationPolicy.Add(ClientAuthentication);
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _own.Current(),
            ClientCertificateRequired = true,
            CertificateChainPolicy = policy,
            AllowRenegotiation = false,
        };
    }
}
