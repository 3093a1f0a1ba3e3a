using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CreditQuery.GrpcHosting;
using Grpc.Core;

namespace Grpc.Client;

/// <summary>TLS as the credentials of a channel want it.</summary>
/// <exception cref="System.Security.Cryptography.CryptographicException">The credentials hold no certificate with its key.</exception>
internal sealed class ChannelTls(ChannelSecurity security)
{
    private readonly SslStreamCertificateContext? _own =
        security.KeyPair is { } pair ? PemCertificates.Own(pair.CertificateChain, pair.PrivateKey) : null;

    private readonly X509Certificate2Collection? _roots =
        security.RootCertificates is { } pem ? PemCertificates.Authorities(pem) : null;

    private readonly VerifyPeerCallback? _verify = security.Verifier;

    /// <summary>Options for one connection.</summary>
    /// <param name="host">Name that the server's certificate must show.</param>
    public SslClientAuthenticationOptions For(string host) => new()
    {
        TargetHost = host,
        ClientCertificateContext = _own,
        CertificateChainPolicy = _roots is null ? null : PemCertificates.TrustOnly(_roots),
        RemoteCertificateValidationCallback = _verify is null ? null : Verify,
    };

    private bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None
        && certificate is X509Certificate2 peer
        && _verify!(new VerifyPeerContext(((SslStream)sender).TargetHostName, peer.ExportCertificatePem()));
}
