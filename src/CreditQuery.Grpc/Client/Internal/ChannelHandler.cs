using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;

namespace Grpc.Client;

/// <summary>Makes the HTTP handler of a channel.</summary>
internal static class ChannelHandler
{
    // As much of a stream may be under way before the first window update; the framework widens it for fast readers, to 16 MiB.
    // The connection's window is 64 MiB: more for each stream, and a few streams that nobody reads would stop all others.
    private const int StreamWindowBytes = 1024 * 1024;

    public static SocketsHttpHandler Create(ChannelSecurity security, ConnectivityTracker connectivity)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = StreamWindowBytes,
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
