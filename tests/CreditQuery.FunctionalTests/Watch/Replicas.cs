using CreditQuery.FunctionalTests.Node;
using CreditQuery.Index;
using CreditQuery.Server.Watch;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Two nodes on one log, each with its folder.</summary>
internal sealed class Replicas(NodeFolder[] folders, Func<NodeFolder, Task<NodeHost>> start) : IAsyncDisposable
{
    private readonly NodeHost?[] _nodes = new NodeHost?[folders.Length];

    public NodeHost this[int number] => _nodes[number] ?? throw new InvalidOperationException("Stopped.");

    public NodeFolder FolderOf(int number) => folders[number];

    public async Task StartAsync()
    {
        for (var n = 0; n < _nodes.Length; n++)
        {
            await StartAsync(n);
        }
    }

    public async Task StartAsync(int number) => _nodes[number] = await start(folders[number]);

    /// <summary>Stops a node as a deployment does: it tells its subscribers.</summary>
    public Task DrainAsync(int number) => this[number].StopAsync();

    /// <summary>Ends a node, drained or not.</summary>
    /// <returns>The place up to which it had told everything.</returns>
    public async Task<StatusPosition> EndAsync(int number)
    {
        var feed = this[number].Services.GetRequiredService<StatusFeed>();
        await this[number].DisposeAsync();
        _nodes[number] = null;
        return feed.Place;
    }

    public async Task LevelAsync(ulong revision)
    {
        foreach (var node in _nodes)
        {
            await (node?.WaitForRevisionAsync(revision) ?? Task.CompletedTask);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await (node?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }
}
