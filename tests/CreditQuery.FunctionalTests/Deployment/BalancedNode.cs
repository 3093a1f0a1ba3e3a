using CreditQuery.FunctionalTests.Node;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>A node in this process with the certificates of one piece of the deployment.</summary>
internal sealed class BalancedNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly NodeFolder _folder;
    private bool _isStopped;

    private BalancedNode(WebApplication app, NodeFolder folder, TestClock clock)
    {
        _app = app;
        _folder = folder;
        Clock = clock;
    }

    public TestClock Clock { get; }

    public string Query => new Uri(_app.Services.GetRequiredService<BoundPorts>().Query).Authority;

    public string Registry => new Uri(_app.Services.GetRequiredService<BoundPorts>().Registry).Authority;

    public static async Task<BalancedNode> StartAsync(LocalCertificates certificates, string piece)
    {
        var folder = new NodeFolder();
        var clock = new TestClock();
        var app = NodeHost.Build(
            folder,
            clock,
            new LogRecorder(),
            ("Server:Tls:CertificatePath", certificates.Of(piece, "tls.pem")),
            ("Server:Tls:KeyPath", certificates.Of(piece, "tls.key")),
            ("Server:Tls:ClientAuthoritiesPath", certificates.Of(piece, "ca.pem")));
        await app.StartAsync(TestContext.Current.CancellationToken);
        var node = new BalancedNode(app, folder, clock);
        var started = TimeProvider.System.GetTimestamp();
        while (!node.IsReady())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < NodeHost.Patience, "The node did not get ready.");
            await Task.Yield();
        }

        return node;
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
