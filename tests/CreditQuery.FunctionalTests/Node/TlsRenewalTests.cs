using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CreditQuery.Client;
using CreditQuery.Server.Hosting;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Certificates of the node and of its callers' authorities that are renewed while it runs; certificates with a chain.</summary>
public sealed class TlsRenewalTests : IDisposable
{
    private readonly NodeFolder _folder = new();
    private readonly TlsFiles _files = new();
    private readonly TlsFiles _others = new("Another test authority");
    private readonly LogRecorder _log = new();

    public void Dispose()
    {
        _files.Dispose();
        _others.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Certificate_Renewed_CountsForNewConnectionsAndLeavesOthersAlone()
    {
        var own = _files.Issue("node");
        await using var app = await _files.StartNodeAsync(_folder, own, _log);
        using var before = Open(app, _files.Issue("caller"));
        await CheckAsync(before);
        Assert.Equal("CN=node", await ShownAsync(app));

        _files.Renew("renewed", own.Certificate, own.Key);

        Assert.Equal("CN=renewed", await ShownAsync(app));
        await CheckAsync(before);
        Assert.Equal(1, Count("CertificateRenewed"));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Certificate_RenewedByHalfOrBroken_LastOneStaysAndTheLogSaysItOnce()
    {
        var own = _files.Issue("node");
        var (renewed, renewedKey) = _files.Issue("renewed");
        await using var app = await _files.StartNodeAsync(_folder, own, _log);

        await File.WriteAllTextAsync(own.Certificate, "-----BEGIN CERTIFICATE-----\nAAAA", TestContext.Current.CancellationToken);
        Assert.Equal("CN=node", await ShownAsync(app));
        Assert.Equal("CN=node", await ShownAsync(app));
        Assert.Equal(1, Count("CertificateUnusable"));
        File.Copy(renewed, own.Certificate, overwrite: true);
        Assert.Equal("CN=node", await ShownAsync(app));
        File.Delete(own.Key);
        Assert.Equal("CN=node", await ShownAsync(app));
        Assert.Equal(3, Count("CertificateUnusable"));

        File.Copy(renewedKey, own.Key);

        Assert.Equal("CN=renewed", await ShownAsync(app));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Authorities_Renewed_CountForNewConnections()
    {
        var trusted = _files.Write("trusted.pem", await File.ReadAllTextAsync(_files.AuthorityFile, TestContext.Current.CancellationToken));
        var caller = _files.Issue("caller");
        var stranger = _others.Issue("stranger");
        await using var app = await _files.StartNodeAsync(_folder, _files.Issue("node"), _log);
        await AnswersAsync(app, trusted, (caller, true), (stranger, false));

        await File.AppendAllTextAsync(_files.AuthorityFile, "\n" + await File.ReadAllTextAsync(_others.AuthorityFile, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await AnswersAsync(app, trusted, (caller, true), (stranger, true));

        File.Copy(_others.AuthorityFile, _files.AuthorityFile, overwrite: true);
        await AnswersAsync(app, trusted, (caller, false), (stranger, true));

        await File.WriteAllTextAsync(_files.AuthorityFile, "", TestContext.Current.CancellationToken);
        await AnswersAsync(app, trusted, (caller, false), (stranger, true));
        Assert.Equal(1, Count("CertificateUnusable"));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Chain_OfNodeAndCaller_IsSent()
    {
        var own = _files.IssueThroughIntermediate("node");
        var caller = _files.IssueThroughIntermediate("caller");
        await using var app = await _files.StartNodeAsync(_folder, own, _log);
        await AnswersAsync(app, _files.AuthorityFile, (caller, true));

        // Without the intermediate authority neither side can follow the chain to the root.
        await AnswersAsync(app, _files.AuthorityFile, ((AloneOf(caller.Certificate), caller.Key), false));
        File.Copy(AloneOf(own.Certificate), own.Certificate, overwrite: true);
        await AnswersAsync(app, _files.AuthorityFile, (caller, false));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private string AloneOf(string chain)
    {
        using var first = X509CertificateLoader.LoadCertificateFromFile(chain);
        return _files.Write(Path.GetFileNameWithoutExtension(chain) + "-alone.pem", first.ExportCertificatePem());
    }

    private int Count(string eventName) => _log.Lines.Count(line => line.Contains($" {eventName}: ", StringComparison.Ordinal));

    private async Task AnswersAsync(WebApplication app, string trusted, params ((string, string) Caller, bool IsAnswered)[] callers)
    {
        foreach (var (caller, isAnswered) in callers)
        {
            using var channel = Open(app, caller, trusted);
            var failure = await Record.ExceptionAsync(() => CheckAsync(channel));

            Assert.Equal(isAnswered ? null : StatusCode.Unavailable, (failure as RpcException)?.StatusCode);
        }
    }

    private GrpcChannel Open(WebApplication app, (string Certificate, string Key) caller, string? trusted = null) => ChannelFactory.Open(
        new Uri(app.Services.GetRequiredService<BoundPorts>().Query),
        new CreditQueryClientOptions
        {
            CaCertificateFile = trusted ?? _files.AuthorityFile,
            ClientCertificateFile = caller.Certificate,
            ClientKeyFile = caller.Key,
            ServerName = "node.test",
        });

    private static async Task CheckAsync(GrpcChannel channel) => await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), NodeHost.Call());

    /// <summary>Subject of the certificate that the node shows on a new connection.</summary>
    private static async Task<string> ShownAsync(WebApplication app)
    {
        var address = new Uri(app.Services.GetRequiredService<BoundPorts>().Query);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, static (_, shown, _, _) => shown?.Issuer == "CN=CreditQuery test authority");
        await stream.AuthenticateAsClientAsync("node.test");
        return stream.RemoteCertificate!.Subject;
    }
}
