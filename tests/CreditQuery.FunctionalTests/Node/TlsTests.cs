using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CreditQuery.Server.Hosting;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Beyond loopback only with TLS and client certificates.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly NodeFolder _folder = new();
    private readonly X509Certificate2 _authority = TlsFiles.Authority("CreditQuery test authority");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Call_WithCertificateOfTheAuthority_IsAnswered()
    {
        await using var app = await StartAsync();
        using var certificate = Issue(_authority, "caller");
        using var channel = Channel(app, certificate);

        var health = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = "" }, NodeHost.Call());

        Assert.NotEqual(HealthCheckResponse.Types.ServingStatus.Unknown, health.Status);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Call_WithOtherOrNoCertificate_IsRefused()
    {
        await using var app = await StartAsync();
        using var otherAuthority = TlsFiles.Authority("Somebody else");
        using var stranger = Issue(otherAuthority, "stranger");
        foreach (var certificate in new[] { stranger, null })
        {
            using var channel = Channel(app, certificate);

            var failure = await Assert.ThrowsAsync<RpcException>(
                async () => await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), NodeHost.Call()));

            Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        }

        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private GrpcChannel Channel(Microsoft.AspNetCore.Builder.WebApplication app, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Issuer == _authority.Subject;
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        var address = app.Services.GetRequiredService<BoundPorts>().Query.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private async Task<Microsoft.AspNetCore.Builder.WebApplication> StartAsync()
    {
        using var server = Issue(_authority, "node");
        var certificatePath = Write("node.pem", server.ExportCertificatePem());
        var keyPath = Write("node.key", server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var authoritiesPath = Write("authorities.pem", _authority.ExportCertificatePem());
        var app = NodeHost.Build(
            _folder, new TestClock(), new LogRecorder(), ("Server:Tls:CertificatePath", certificatePath), ("Server:Tls:KeyPath", keyPath),
            ("Server:Tls:ClientAuthoritiesPath", authoritiesPath), ("Server:QueryEndpoint", "0.0.0.0:0"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Root, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        var now = TimeProvider.System.GetUtcNow();
        using var issued = request.Create(authority, now.AddHours(-1), now.AddHours(1), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
