using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Shared;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>Random histories on two nodes of one registry: the client is cut off, sent away, started again and moves between them, and gets what either of them tells.</summary>
/// <remarks><c>CREDITQUERY_HISTORIES=n</c> runs n times as many, <c>CREDITQUERY_HISTORIES_SEED=s</c> that one alone.</remarks>
public sealed class ReplicaHistoryTests : IAsyncDisposable
{
    private const int Steps = 60;

    private readonly NodeFolder[] _folders = [new(), new()];
    private readonly SwitchedRelay[] _relays = [new(), new()];
    private readonly NodeHost?[] _nodes = [null, null];

    [Fact]
    public Task Client_RandomHistoriesOnTwoNodes_MissesAndRepeatsNothing() =>
        Histories.RunAsync(usual: 1, async seed =>
        {
            await using var history = new ReplicaHistoryTests();
            await history.RunAsync(seed);
        });

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays)
        {
            await relay.DisposeAsync();
        }

        foreach (var node in _nodes.OfType<NodeHost>())
        {
            await node.DisposeAsync();
        }

        Array.ForEach(_folders, static folder => folder.Dispose());
    }

    private async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        await using var log = await LogDouble.MakeAsync();
        await StartAsync(log, 0);
        await StartAsync(log, 1);
        await _nodes[0]!.ApplyAsync([.. HistoryChanges.First()]);
        await using var client = new ClientSubscriber(new WatchFilter(), static e => true, merges: false, _relays[0].Address, _relays[1].Address);
        await client.StartAsync();
        var changes = new HistoryChanges(random, log.Clock);
        for (var step = 0; step < Steps; step++)
        {
            await StepAsync(random, log, client, changes);
        }

        var entry = new EntryRef { Subject = Samples.UnitSubject(HistoryChanges.Units[0]), EntryId = "test:last" };
        var last = await _nodes[0]!.ApplyAsync(HistoryChanges.Put(entry, "abnormal_operation"));
        await client.WaitForAsync("test:last");
        var told = client.Received.Select(static response => WatchValidators.WordsOf(response.Event)).ToList();
        foreach (var node in _nodes)
        {
            await node!.WaitForRevisionAsync(last.AtLeast.Revision);
            Assert.Equal(await ToldByAsync(node, client), told);
        }
    }

    private async Task StepAsync(Random random, LogDouble log, ClientSubscriber client, HistoryChanges changes)
    {
        var at = random.Next(2);
        switch (random.Next(16))
        {
            case < 2:
                log.Clock.Pass(TimeSpan.FromHours(random.Next(1, 60)));
                break;
            case < 4:
                _relays[at].Cut();
                break;
            case 4:
                // Nobody answers there for a while: the client moves to the other node.
                _relays[at].Target = 0;
                _relays[at].Cut();
                await ApplyAsync(random, changes);
                _relays[at].PointTo(_nodes[at]!);
                break;
            case 5:
                await _nodes[at]!.DisposeAsync();
                _nodes[at] = null;
                await ApplyAsync(random, changes);
                await StartAsync(log, at);
                break;
            case 6:
                await client.RestartAsync();
                break;
            default:
                await ApplyAsync(random, changes);
                break;
        }
    }

    private async Task ApplyAsync(Random random, HistoryChanges changes)
    {
        var node = _nodes[random.Next(2)] ?? _nodes.OfType<NodeHost>().First();
        var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(node.Clock).ToString(), Author = "test:writer" };
        request.Changes.Add(changes.Next());
        await node.Registry.ApplyChangesAsync(request, NodeHost.Call());
    }

    private async Task StartAsync(LogDouble log, int at)
    {
        _nodes[at] = await log.StartNodeAsync(_folders[at]);
        _relays[at].PointTo(_nodes[at]!);
    }

    // From the client's first token on, by one stream.
    private static async Task<List<string>> ToldByAsync(NodeHost node, ClientSubscriber client)
    {
        using var watcher = Watcher.Resume(node, client.FirstToken);
        var told = new List<string>();
        while (told.Count < client.Received.Count)
        {
            told.Add(WatchValidators.WordsOf(await watcher.EventAsync()));
        }

        return told;
    }
}
