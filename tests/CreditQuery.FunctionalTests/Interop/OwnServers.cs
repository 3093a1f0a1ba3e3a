using CreditQuery.FunctionalTests.Interop.Peers;
using CreditQuery.InteropHost.Server;
using Microsoft.AspNetCore.Builder;

namespace CreditQuery.FunctionalTests.Interop;

/// <summary>Our interop server in this process, in cleartext and over TLS.</summary>
public sealed class OwnServers : IAsyncLifetime
{
    private readonly WebApplication _plain;
    private readonly WebApplication _tls;

    public OwnServers()
    {
        _plain = InteropServer.Build(0, certificates: null);
        _tls = InteropServer.Build(0, Folder.Certificates);
    }

    internal InteropFolder Folder { get; } = new();

    public int Port(bool useTls) => InteropServer.PortOf(useTls ? _tls : _plain);

    public async ValueTask InitializeAsync()
    {
        await _plain.StartAsync();
        await _tls.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _plain.DisposeAsync();
        await _tls.DisposeAsync();
        Folder.Dispose();
    }
}
