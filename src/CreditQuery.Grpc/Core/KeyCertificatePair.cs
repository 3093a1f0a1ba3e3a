namespace Grpc.Core;

/// <summary>A certificate chain with its private key, both PEM.</summary>
public sealed class KeyCertificatePair
{
    /// <summary>Makes a pair.</summary>
    public KeyCertificatePair(string certificateChain, string privateKey)
    {
        ArgumentNullException.ThrowIfNull(certificateChain);
        ArgumentNullException.ThrowIfNull(privateKey);
        CertificateChain = certificateChain;
        PrivateKey = privateKey;
    }

    /// <summary>Certificates, the own one first, PEM.</summary>
    public string CertificateChain { get; }

    /// <summary>Private key, PEM.</summary>
    public string PrivateKey { get; }
}
