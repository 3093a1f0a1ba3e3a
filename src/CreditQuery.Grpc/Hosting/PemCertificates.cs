using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CreditQuery.GrpcHosting;

/// <summary>Certificates in PEM form, as TLS takes them.</summary>
public static class PemCertificates
{
    /// <summary>A certificate with its key and the intermediate authorities that follow it in its file: all of them are shown to the peer.</summary>
    /// <param name="certificates">The certificate first, then those of its authorities, in any order; a root among them is not shown.</param>
    /// <param name="key">The private key of the first one.</param>
    /// <exception cref="CryptographicException">There is no certificate or no key, or the key is of another certificate.</exception>
    public static SslStreamCertificateContext Own(string certificates, string key)
    {
        try
        {
            var own = X509Certificate2.CreateFromPem(certificates, key);
            // Offline: a handshake fetches nothing from the network.
            return SslStreamCertificateContext.Create(own, Authorities(certificates), offline: true);
        }
        catch (ArgumentException failure)
        {
            throw new CryptographicException("The key is not that of the certificate.", failure);
        }
    }

    /// <summary>The certificates of a file, as authorities that a peer's certificate must come from.</summary>
    /// <exception cref="CryptographicException">There is none.</exception>
    public static X509Certificate2Collection Authorities(string certificates)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificates);
        return all.Count > 0 ? all : throw new CryptographicException("The file holds no certificate in PEM form.");
    }

    /// <summary>A policy by which only given authorities count; the system's store is not asked, nor is the network.</summary>
    /// <param name="roots">The authorities.</param>
    public static X509ChainPolicy TrustOnly(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
