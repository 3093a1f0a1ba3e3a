using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CreditQuery.Client;
using CreditQuery.FunctionalTests.Node;

namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>HAProxy with the very file of docker-compose.yml, on loopback, in front of two nodes.</summary>
internal sealed class Balancer : IAsyncDisposable
{
    // HAProxy itself looks at the nodes every 500 ms.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<string?> _lines;
    private readonly Process _process;
    private readonly LocalCertificates _certificates;
    private readonly int _query;
    private readonly int _registry;
    private readonly int _stats;
    private readonly HttpClient _reader = new();

    private Balancer(Process process, ConcurrentQueue<string?> lines, LocalCertificates certificates, int query, int registry, int stats)
    {
        _process = process;
        _lines = lines;
        _certificates = certificates;
        (_query, _registry, _stats) = (query, registry, stats);
    }

    public static Balancer Start(LocalCertificates certificates, BalancedNode a, BalancedNode b)
    {
        var program = Tree.Find("haproxy");
        Assert.True(program is not null, "haproxy is missing: eng/install-test-peers.sh installs it.");
        var (query, registry, stats) = (Tree.FreePort(), Tree.FreePort(), Tree.FreePort());
        var start = new ProcessStartInfo(program, ["-db", "-f", Tree.PathOf("deploy", "haproxy", "haproxy.cfg")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["CERTS"] = Path.Combine(certificates.Folder, "haproxy"),
            ["QUERY_BIND"] = Loopback(query),
            ["REGISTRY_BIND"] = Loopback(registry),
            ["STATS_BIND"] = Loopback(stats),
            ["NODE_A_QUERY"] = a.Query,
            ["NODE_A_REGISTRY"] = a.Registry,
            ["NODE_B_QUERY"] = b.Query,
            ["NODE_B_REGISTRY"] = b.Registry,
        })
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("haproxy did not start.");
        var lines = new ConcurrentQueue<string?>();
        process.OutputDataReceived += (_, told) => lines.Enqueue(told.Data);
        process.ErrorDataReceived += (_, told) => lines.Enqueue(told.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Balancer(process, lines, certificates, query, registry, stats);
    }

    /// <summary>A client that shows a certificate and never calls twice.</summary>
    public CreditQueryClient Client(bool withCertificate = true)
    {
        var options = Options(withCertificate);
        options.MaxAttempts = 1;
        return new CreditQueryClient(options);
    }

    /// <summary>How a client reaches the nodes.</summary>
    public CreditQueryClientOptions Options(bool withCertificate = true) => new()
    {
        QueryAddress = new Uri($"https://127.0.0.1:{_query}"),
        RegistryAddress = new Uri($"https://127.0.0.1:{_registry}"),
        CaCertificateFile = _certificates.Of("client", "ca.pem"),
        ClientCertificateFile = withCertificate ? _certificates.Of("client", "tls.pem") : null,
        ClientKeyFile = withCertificate ? _certificates.Of("client", "tls.key") : null,
        Deadline = NodeHost.Patience,
    };

    /// <summary>Waits until HAProxy holds a server for usable, or not.</summary>
    /// <param name="proxy">fresh, serving or writing.</param>
    /// <param name="server">a or b.</param>
    /// <param name="isUp">What to wait for.</param>
    public async Task WaitForAsync(string proxy, string server, bool isUp)
    {
        // The outcome of a check, not the state alone: a server counts as usable until its first check is done.
        var wanted = isUp
            ? $"haproxy_server_check_status{{proxy=\"{proxy}\",server=\"{server}\",state=\"L7OK\"}} 1\n"
            : $"haproxy_server_status{{proxy=\"{proxy}\",server=\"{server}\",state=\"DOWN\"}} 1\n";
        var started = Stopwatch.GetTimestamp();
        while (!(await StatsAsync()).Contains(wanted, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, "haproxy has ended: " + string.Join(' ', _lines));
            Assert.True(Stopwatch.GetElapsedTime(started) < NodeHost.Patience, $"{proxy}/{server} did not become {(isUp ? "usable" : "unusable")}.");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>How many calls a server of a proxy has got.</summary>
    public async Task<long> CallsAsync(string proxy, string server)
    {
        var name = $"haproxy_server_sessions_total{{proxy=\"{proxy}\",server=\"{server}\"}} ";
        var line = (await StatsAsync()).Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(NodeHost.Patience);
        _process.Dispose();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _lines.Where(static line => line?.Contains("Server ", StringComparison.Ordinal) == true)));
    }

    private static string Loopback(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private async Task<string> StatsAsync()
    {
        try
        {
            return await _reader.GetStringAsync($"http://127.0.0.1:{_stats}/metrics", TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException) when (!_process.HasExited)
        {
            return "";
        }
    }
}
