using CreditQuery.FunctionalTests.Interop.Peers;

namespace CreditQuery.FunctionalTests.Interop;

/// <summary>The servers of the peers, each started when a case first needs it.</summary>
public sealed class PeerServers : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<(string Peer, bool UseTls), PeerProcess> _servers = [];

    internal InteropFolder Folder { get; } = new();

    internal async Task<(PeerProcess Process, int Port)> GetAsync(Peer peer, bool useTls)
    {
        // The rows of one class run one after the other: no lock.
        if (!_servers.TryGetValue((peer.Name, useTls), out var server))
        {
            server = new PeerProcess(peer.Server(Folder, useTls));
            _servers.Add((peer.Name, useTls), server);
        }

        return (server, await server.PortAsync(StartLimit));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        Folder.Dispose();
    }
}
