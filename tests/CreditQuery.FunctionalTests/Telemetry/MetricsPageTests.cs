using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Telemetry.Prometheus;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Telemetry;

/// <summary>GET /metrics as Prometheus reads it.</summary>
public sealed class MetricsPageTests
{
    private static readonly (string, string) OnAFreePort = ("Telemetry:PrometheusEndpoint", "127.0.0.1:0");

    [Fact]
    public async Task Get_AfterChecksAndChanges_TellsThemInTheFormat()
    {
        await using var node = await NodeHost.StartAsync(OnAFreePort);
        await node.ApplyAsync(Samples.Order());
        await node.CheckAsync(Samples.AirCheck());
        await node.CheckAsync(Samples.LicenseCheck());

        var metrics = MetricText.Read(await PageAsync(node));

        Assert.Equal(1, metrics.Values["creditquery_serving"]);
        Assert.Equal(1, metrics.Values["creditquery_checks_total{conclusion=\"block\"}"]);
        Assert.Equal(2, metrics.Values["creditquery_lookup_duration_seconds_count"]);

        // The shipped catalogue is the first change.
        Assert.Equal(2, metrics.Values["creditquery_changes_total{outcome=\"applied\"}"]);
        Assert.Equal(2, metrics.Values["creditquery_revision"]);
        Assert.Equal(1, metrics.Values["creditquery_entries"]);
        Assert.InRange(metrics.Values["creditquery_staleness_seconds"], 0, 60);
        Assert.Equal("histogram", metrics.Types["creditquery_lookup_duration_seconds"]);
        Assert.Equal("gauge", metrics.Types["creditquery_index_memory_bytes"]);
    }

    [Fact]
    public async Task Get_ByTheToolOfPrometheus_HasNoFault()
    {
        if (!File.Exists("/usr/bin/promtool"))
        {
            // The reader of the test above stands in: the tool comes with Debian's package prometheus.
            TestContext.Current.TestOutputHelper?.WriteLine("promtool is not installed.");
            return;
        }

        await using var node = await NodeHost.StartAsync(OnAFreePort);
        await node.CheckAsync(Samples.AirCheck());
        var page = await PageAsync(node);

        using var tool = Process.Start(new ProcessStartInfo("/usr/bin/promtool", "check metrics")
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        await tool.StandardInput.WriteAsync(page.AsMemory(), TestContext.Current.CancellationToken);
        tool.StandardInput.Close();
        var told = await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) + await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);

        Assert.Equal("", told);
        Assert.Equal(0, tool.ExitCode);
    }

    [Fact]
    public async Task Ports_OfMetricsAndOfCalls_HaveNothingOfEachOther()
    {
        await using var node = await NodeHost.StartAsync(OnAFreePort);
        var ports = node.Services.GetRequiredService<BoundPorts>();
        using var client = new HttpClient();

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, ports.Metrics + "/", HttpVersion.Version11));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, ports.Query + "/metrics", HttpVersion.Version20));
        using var call = new HttpRequestMessage(HttpMethod.Post, ports.Metrics + "/creditquery.v1.CreditQueryService/CheckSubject");
        call.Content = new ByteArrayContent([0, 0, 0, 0, 0]);
        call.Content.Headers.ContentType = new("application/grpc");
        using var answer = await client.SendAsync(call, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Start_WithoutTheOption_OpensNoPortAndTimesNoCheck()
    {
        await using var node = await NodeHost.StartAsync();

        Assert.Equal("", node.Services.GetRequiredService<BoundPorts>().Metrics);
    }

    [Fact]
    public async Task Get_WithTls_WantsACertificate()
    {
        using var files = new TlsFiles();
        using var folder = new NodeFolder();
        await using var app = await files.StartNodeAsync(folder, OnAFreePort);
        var address = app.Services.GetRequiredService<BoundPorts>().Metrics + "/metrics";
        var (certificate, key) = files.Issue("prometheus");
        using var shown = X509Certificate2.CreateFromPemFile(certificate, key);

        using var known = Client(shown, files);
        using var unknown = Client(null, files);

        Assert.StartsWith("https://", address, StringComparison.Ordinal);
        Assert.Contains("creditquery_serving 1\n", await known.GetStringAsync(address, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => unknown.GetStringAsync(address, TestContext.Current.CancellationToken));
    }

    // The node bears the name node.test and is asked by its address: only the name may differ.
    private static HttpClient Client(X509Certificate2? certificate, TlsFiles files)
    {
        var handler = new SocketsHttpHandler();
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(files.AuthorityFile);
        handler.SslOptions.CertificateChainPolicy = trust;
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, faults) => (faults & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
        handler.SslOptions.ClientCertificates = certificate is null ? [] : [certificate];
        return new HttpClient(handler);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string address, Version version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    internal static async Task<string> PageAsync(NodeHost node)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(node.Services.GetRequiredService<BoundPorts>().Metrics + "/metrics", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(PrometheusText.ContentType, answer.Content.Headers.ContentType?.ToString());
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
