using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;

namespace Grpc.Client;

/// <summary>Makes the HTTP handler of a channel.</summary>
internal static class ChannelHandler
{
    public static SocketsHttpHandler Create(ChannelSecurity security, ConnectivityTracker connectivity)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,

            // Latin-1 both ways: a value with a byte above 0x7F must not fail the call.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ConnectCallback = connectivity.ConnectSocketAsync,
            SslOptions = SslOptions(security),
        };
        return handler;
    }

    private static SslClientAuthenticationOptions SslOptions(ChannelSecurity security)
    {
        var options = new SslClientAuthenticationOptions();
        if (security.KeyPair is { } pair)
        {
            var own = X509Certificate2.CreateFromPem(pair.CertificateChain, pair.PrivateKey);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(pair.CertificateChain);
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true);
        }

        if (security.RootCertificates is { } pem)
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(pem);
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        if (security.Verifier is { } verify)
        {
            options.RemoteCertificateValidationCallback = (sender, certificate, _, errors) =>
                errors == SslPolicyErrors.None
                && certificate is X509Certificate2 peer
                && verify(new VerifyPeerContext(((SslStream)sender).TargetHostName, peer.ExportCertificatePem()));
        }

        return options;
    }
}
