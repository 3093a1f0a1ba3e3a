using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CreditQuery.InteropHost;

/// <summary>An authority and a server certificate for localhost and 127.0.0.1, made for a day.</summary>
internal sealed class TestCertificates : IDisposable
{
    /// <summary>PEM of the authority, for clients.</summary>
    public const string AuthorityFile = "ca.pem";

    /// <summary>PEM of the server's certificate.</summary>
    public const string ServerFile = "server.pem";

    /// <summary>PEM (PKCS 8) of the server's private key.</summary>
    public const string ServerKeyFile = "server.key";

    private TestCertificates(X509Certificate2 authority, X509Certificate2 server) => (Authority, Server) = (authority, server);

    public X509Certificate2 Authority { get; }

    /// <summary>Carries its private key.</summary>
    public X509Certificate2 Server { get; }

    public static TestCertificates Create()
    {
        var from = TimeProvider.System.GetUtcNow().AddHours(-1);
        var to = from.AddDays(1);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=CreditQuery interop authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var authority = authorityRequest.CreateSelfSigned(from, to);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serverRequest = new CertificateRequest("CN=localhost", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        serverRequest.CertificateExtensions.Add(names.Build());
        serverRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using var signed = serverRequest.Create(authority, from, to, RandomNumberGenerator.GetBytes(8));
        return new TestCertificates(authority, signed.CopyWithPrivateKey(serverKey));
    }

    /// <summary>A server certificate from files; the authority is whoever signed it.</summary>
    public static TestCertificates Read(string certFile, string keyFile) =>
        new(X509CertificateLoader.LoadCertificateFromFile(certFile), X509Certificate2.CreateFromPemFile(certFile, keyFile));

    public void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, AuthorityFile), Authority.ExportCertificatePem() + "\n");
        File.WriteAllText(Path.Combine(folder, ServerFile), Server.ExportCertificatePem() + "\n");
        using var key = Server.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(folder, ServerKeyFile), key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
    }
}
