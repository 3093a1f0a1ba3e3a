using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Shared;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>A node in this process with the certificates of one piece of the deployment.</summary>
internal sealed class BalancedNode : IAsyncDisposable
{
    private readonly NodeFolder _folder = new();
    private readonly (string Key, string Value)[] _settings;
    private WebApplication _app = null!;
    private bool _isStopped;

    private BalancedNode((string Key, string Value)[] settings) => _settings = settings;

    public TestClock Clock { get; } = new();

    public string Query => new Uri(_app.Services.GetRequiredService<BoundPorts>().Query).Authority;

    public string Registry => new Uri(_app.Services.GetRequiredService<BoundPorts>().Registry).Authority;

    public static async Task<BalancedNode> StartAsync(LocalCertificates certificates, string piece)
    {
        var node = new BalancedNode(Settings(certificates, piece));
        await node.RunAsync();
        return node;
    }

    /// <summary>Starts it on a log in Redis, with the clock of the machine.</summary>
    public static async Task<BalancedNode> StartAsync(LocalCertificates certificates, string piece, RedisRegistry registry)
    {
        var node = new BalancedNode([.. Settings(certificates, piece), .. registry.Settings]);
        node._folder.Configure = static services => services.AddSingleton(TimeProvider.System);
        await node.RunAsync();
        return node;
    }

    /// <summary>Stops it as SIGTERM does, and starts it with the same folder and ports.</summary>
    public async Task RestartAsync()
    {
        (string Key, string Value)[] ports = [("Server:QueryEndpoint", Query), ("Server:RegistryEndpoint", Registry)];
        await StopAsync();
        await _app.DisposeAsync();
        _isStopped = false;
        await RunAsync(ports);
    }

    /// <summary>Stops it as SIGTERM does: health first, calls to their end.</summary>
    public async Task StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await _app.StopAsync(CancellationToken.None).WaitAsync(NodeHost.Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static (string Key, string Value)[] Settings(LocalCertificates certificates, string piece) =>
    [
        ("Server:Tls:CertificatePath", certificates.Of(piece, "tls.pem")),
        ("Server:Tls:KeyPath", certificates.Of(piece, "tls.key")),
        ("Server:Tls:ClientAuthoritiesPath", certificates.Of(piece, "ca.pem")),
    ];

    private async Task RunAsync(params (string Key, string Value)[] settings)
    {
        _app = NodeHost.Build(_folder, Clock, new LogRecorder(), [.. _settings, .. settings]);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        while (!IsReady())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < NodeHost.Patience, "The node did not get ready.");
            await Task.Yield();
        }
    }

    private bool IsReady()
    {
        try
        {
            return _app.Services.GetRequiredService<Server.Hosting.Node>().Require() is not null;
        }
        catch (CallException)
        {
            return false;
        }
    }
}
