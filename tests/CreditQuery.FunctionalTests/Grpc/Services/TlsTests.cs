using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CreditQuery.FunctionalTests.Grpc.Services;

/// <summary>Rows L1 to L3 of docs/grpc.md: TLS, client certificates, call credentials.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task Ssl_WithTheRoot_Connects()
    {
        using var certificate = Certificate("server");
        await using var server = await StartAsync(certificate);
        using var channel = Open(server, new SslCredentials(certificate.ExportCertificatePem()));

        Assert.Equal((byte[])[1], await CallAsync(channel));
    }

    [Fact]
    public async Task Ssl_WithoutTheRoot_IsUnavailable()
    {
        using var certificate = Certificate("server");
        await using var server = await StartAsync(certificate);
        using var channel = Open(server, ChannelCredentials.SecureSsl);

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => CallAsync(channel))).StatusCode);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Ssl_ServerOfOneVersion_IsServedInIt(SslProtocols version)
    {
        using var certificate = Certificate("server");
        SslProtocols? seen = null;
        await using var server = await StartAsync(
            certificate,
            context => seen = context.GetHttpContext().Features.Get<ITlsHandshakeFeature>()?.Protocol,
            versions: version);
        using var channel = Open(server, new SslCredentials(certificate.ExportCertificatePem()));

        await CallAsync(channel);

        Assert.Equal(version, seen);
    }

    [Fact]
    public async Task Mtls_ClientCertificate_IsTheIdentityOfTheCaller()
    {
        using var certificate = Certificate("server");
        using var own = Certificate("caller");
        AuthContext? seen = null;
        await using var server = await StartAsync(certificate, context => seen = context.AuthContext, requireClient: true);
        var pair = new KeyCertificatePair(own.ExportCertificatePem(), own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        using var channel = Open(server, new SslCredentials(certificate.ExportCertificatePem(), pair));

        await CallAsync(channel);

        Assert.True(seen!.IsPeerAuthenticated);
        Assert.Equal("caller", Assert.Single(seen.PeerIdentity).Value);
        Assert.Equal("caller", Assert.Single(seen.FindPropertiesByName("x509_common_name")).Value);
    }

    [Fact]
    public async Task Mtls_ChainOfTheClient_IsSent()
    {
        using var certificate = Certificate("server");
        using var files = new Node.TlsFiles();
        var caller = files.IssueThroughIntermediate("caller");
        string[] sent = [];
        await using var server = await StartAsync(
            certificate, requireClient: true, seeChain: chain => sent = [.. chain.ChainPolicy.ExtraStore.Select(static one => one.Subject)]);
        var pair = new KeyCertificatePair(await File.ReadAllTextAsync(caller.Certificate, TestContext.Current.CancellationToken), await File.ReadAllTextAsync(caller.Key, TestContext.Current.CancellationToken));
        using var channel = Open(server, new SslCredentials(certificate.ExportCertificatePem(), pair));

        await CallAsync(channel);

        Assert.Contains("CN=CreditQuery test intermediate", sent);
    }

    [Fact]
    public async Task CallCredentials_OverTls_AreSentAndTheirFailureIsUnauthenticated()
    {
        using var certificate = Certificate("server");
        string? seen = null;
        await using var server = await StartAsync(certificate, context => seen = context.RequestHeaders.GetValue("authorization"));
        var secure = new SslCredentials(certificate.ExportCertificatePem());
        using var good = Open(server, ChannelCredentials.Create(secure, CallCredentials.FromInterceptor(static (context, metadata) =>
        {
            metadata.Add("authorization", context.MethodName);
            return Task.CompletedTask;
        })));
        using var bad = Open(server, ChannelCredentials.Create(
            secure, CallCredentials.FromInterceptor(static (_, _) => throw new InvalidOperationException("no token"))));

        await CallAsync(good);

        Assert.Equal("Unary", seen);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => CallAsync(bad))).StatusCode);
    }

    [Fact]
    public void Credentials_AgainstTheScheme_AreRefused()
    {
        Assert.Throws<InvalidOperationException>(
            () => GrpcChannel.ForAddress("http://127.0.0.1:1", new GrpcChannelOptions { Credentials = ChannelCredentials.SecureSsl }));
        Assert.Throws<InvalidOperationException>(
            () => GrpcChannel.ForAddress("https://127.0.0.1:1", new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure }));
    }

    private static Task<ProbeServer> StartAsync(
        X509Certificate2 certificate,
        Action<ServerCallContext>? see = null,
        bool requireClient = false,
        SslProtocols versions = SslProtocols.None,
        Action<X509Chain>? seeChain = null) =>
        ProbeServer.StartAsync(
            new Probe
            {
                Unary = (request, context) =>
                {
                    see?.Invoke(context);
                    return Task.FromResult(request);
                },
            },
            listen: endpoint => endpoint.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.SslProtocols = versions;
                https.ClientCertificateMode = requireClient ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
                https.ClientCertificateValidation = (_, chain, errors) =>
                {
                    seeChain?.Invoke(chain!);
                    return (errors & SslPolicyErrors.RemoteCertificateNotAvailable) == 0;
                };
            }));

    private static GrpcChannel Open(ProbeServer server, ChannelCredentials credentials) =>
        GrpcChannel.ForAddress($"https://127.0.0.1:{server.Port}", new GrpcChannelOptions { Credentials = credentials });

    private static Task<byte[]> CallAsync(GrpcChannel channel) =>
        channel.CreateCallInvoker().AsyncUnaryCall(Probe.UnaryMethod, null, default, [1]).ResponseAsync;

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
