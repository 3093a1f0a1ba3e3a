using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CreditQuery.Server.Replication;

/// <summary>Names a peer by its certificate: by the SHA-256 of it, or by its subject.</summary>
/// <param name="Sha256">64 upper-case hexadecimal characters; empty if it is named by its subject.</param>
/// <param name="Subject">The subject as .NET writes it; empty if it is named by its hash.</param>
internal sealed record PeerName(string Sha256, string Subject)
{
    /// <summary>Reads a name.</summary>
    /// <param name="text">64 hexadecimal characters, with or without colons, or a distinguished name.</param>
    /// <exception cref="CryptographicException">It is neither.</exception>
    public static PeerName Read(string text)
    {
        var hash = text.Replace(":", "", StringComparison.Ordinal);
        if (hash.Length == 2 * SHA256.HashSizeInBytes && hash.All(char.IsAsciiHexDigit))
        {
            return new PeerName(hash.ToUpperInvariant(), "");
        }

        // Read and written again: the order counts, blanks do not.
        var subject = new X500DistinguishedName(text).Name;
        return subject.Length > 0 ? new PeerName("", subject) : throw new CryptographicException("An empty name is nobody's.");
    }

    /// <summary>Whether a certificate, which the handshake has proved, is this peer's.</summary>
    /// <param name="certificate">The certificate.</param>
    public bool Is(X509Certificate2 certificate) => Sha256.Length > 0
        ? certificate.GetCertHashString(HashAlgorithmName.SHA256) == Sha256
        : certificate.SubjectName.Name == Subject;
}
