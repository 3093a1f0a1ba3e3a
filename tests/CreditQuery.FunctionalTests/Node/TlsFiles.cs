using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CreditQuery.Server.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>An authority of the test and PEM files of what it signs.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("creditquery-tls-");
    private readonly X509Certificate2 _authority;

    public TlsFiles(string name = "CreditQuery test authority")
    {
        _authority = Authority(name);
        AuthorityFile = Write("authority.pem", _authority.ExportCertificatePem());
    }

    public string AuthorityFile { get; }

    public static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-30), now.AddDays(1));
    }

    /// <summary>Signs a certificate for the name <c>node.test</c> and writes it and its key.</summary>
    /// <param name="name">Name of the files.</param>
    /// <param name="expired">It ended yesterday.</param>
    public (string Certificate, string Key) Issue(string name, bool expired = false) => Issue(_authority, name, "", expired);

    /// <summary>The same through an intermediate authority, whose certificate follows in the file.</summary>
    public (string Certificate, string Key) IssueThroughIntermediate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=CreditQuery test intermediate", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        var end = TimeProvider.System.GetUtcNow().AddHours(2);
        using var issued = request.Create(_authority, end.AddDays(-4), end, RandomNumberGenerator.GetBytes(8));
        using var intermediate = issued.CopyWithPrivateKey(key);
        return Issue(intermediate, name, "\n" + intermediate.ExportCertificatePem(), expired: false);
    }

    /// <summary>Puts another certificate and key in the place of two files.</summary>
    public void Renew(string name, string certificate, string key)
    {
        var (renewed, renewedKey) = Issue(name);
        File.Copy(renewed, certificate, overwrite: true);
        File.Copy(renewedKey, key, overwrite: true);
    }

    /// <summary>Starts a node that wants certificates of this authority.</summary>
    public Task<WebApplication> StartNodeAsync(NodeFolder folder, params (string Key, string Value)[] settings) =>
        StartNodeAsync(folder, Issue("node"), new LogRecorder(), settings);

    /// <summary>The same with a certificate, its key and a log of the test.</summary>
    public async Task<WebApplication> StartNodeAsync(
        NodeFolder folder, (string Certificate, string Key) own, LogRecorder log, params (string Key, string Value)[] settings)
    {
        var app = NodeHost.Build(
            folder, new TestClock(), log, [("Server:Tls:CertificatePath", own.Certificate), ("Server:Tls:KeyPath", own.Key), ("Server:Tls:ClientAuthoritiesPath", AuthorityFile), .. settings]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        while (!IsReady(app))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < NodeHost.Patience, "The node did not get ready.");
            await Task.Yield();
        }

        return app;
    }

    private static bool IsReady(WebApplication app)
    {
        try
        {
            return app.Services.GetRequiredService<Server.Hosting.Node>().Require() is not null;
        }
        catch (CallException)
        {
            return false;
        }
    }

    private (string Certificate, string Key) Issue(X509Certificate2 authority, string name, string followedBy, bool expired)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("node.test");
        request.CertificateExtensions.Add(names.Build());
        var end = TimeProvider.System.GetUtcNow().AddHours(expired ? -24 : 1);
        using var issued = request.Create(authority, end.AddDays(-2), end, RandomNumberGenerator.GetBytes(8));
        return (Write(name + ".pem", issued.ExportCertificatePem() + followedBy), Write(name + ".key", key.ExportPkcs8PrivateKeyPem()));
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }
}
