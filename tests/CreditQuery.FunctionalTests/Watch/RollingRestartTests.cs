using CreditQuery.Client;
using CreditQuery.FunctionalTests.Deployment;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.FunctionalTests.Watch.Client;
using CreditQuery.Protos.V1;
using Microsoft.Extensions.DependencyInjection;
using RedisRegistry = CreditQuery.FunctionalTests.Shared.RedisRegistry;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Two nodes behind one address, HAProxy with the file of the deployment: each is drained and started again while a writer goes on, and no subscriber loses or repeats anything.</summary>
public sealed class RollingRestartTests
{
    private const int ChangesBetween = 30;

    [Fact]
    public async Task RollingRestart_BehindOneAddress_LosesAndRepeatsNothing()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var registry = new RedisRegistry(redis);
        await registry.InitialiseAsync();
        using var certificates = await LocalCertificates.MakeAsync();
        await using var a = await BalancedNode.StartAsync(certificates, "node-a", registry);
        await using var b = await BalancedNode.StartAsync(certificates, "node-b", registry);
        await using var balancer = Balancer.Start(certificates, a, b);
        await WaitForAsync(balancer);
        using var client = new CreditQueryClient(balancer.Options());
        var began = await ApplyAsync(client, [.. HistoryChanges.First()]);
        await using var subscribers = await Subscribers.ConnectAsync(client);

        var writer = new Writer(client);
        foreach (var node in new[] { a, b })
        {
            await writer.ReachAsync(ChangesBetween);
            await node.RestartAsync();
            await writer.ReachAsync(ChangesBetween);
            await WaitForAsync(balancer);
        }

        await writer.EndAsync();
        var entry = new EntryRef { Subject = Samples.UnitSubject(HistoryChanges.Units[0]), EntryId = "test:last" };
        var last = await ApplyAsync(client, HistoryChanges.Put(entry, "abnormal_operation"));
        await subscribers.WaitForLastAsync();

        await CompareAsync(await registry.StartNodeAsync(), subscribers.Heard, began, last);
        Assert.All(subscribers.Raw, static subscriber => Assert.Contains(subscriber.Received, static response => response.GoingAway is not null));
    }

    private static async Task WaitForAsync(Balancer balancer)
    {
        foreach (var proxy in new[] { "fresh", "serving", "writing" })
        {
            await balancer.WaitForAsync(proxy, "a", isUp: true);
            await balancer.WaitForAsync(proxy, "b", isUp: true);
        }
    }

    private static async Task<ulong> ApplyAsync(CreditQueryClient client, params Change[] changes)
    {
        var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(TimeProvider.System).ToString(), Author = "test:writer", Changes = { changes } };
        return (await client.ApplyChangesAsync(request, TestContext.Current.CancellationToken)).AtLeast.Revision;
    }

    // What a node tells that replays the log.
    private static async Task CompareAsync(NodeHost fresh, IReadOnlyList<Heard> heard, ulong began, ulong last)
    {
        await fresh.WaitForRevisionAsync(last);
        var journal = fresh.Services.GetRequiredService<Server.Watch.StatusFeed>().Journal!;
        var told = JournalFrames.Of(Path.GetDirectoryName(journal.Segments[0].Path)!, fresh.Services.GetRequiredService<Server.Hosting.Node>().Require().Log.Epoch);
        foreach (var subscriber in heard)
        {
            var expected = WatchHistoryTests.Expected(fresh, told, subscriber, began);
            var faults = WatchHistoryTests.FaultsOf(subscriber, expected).Take(5);
            Assert.True(!faults.Any(), $"Filter {subscriber.Filter}: {string.Join('\n', faults)}");
            Assert.True(expected.Count > 1);
        }
    }

    /// <summary>Streams of the contract, which open another one with their newest token, and our own client, which does so by itself.</summary>
    private sealed class Subscribers : IAsyncDisposable
    {
        private readonly List<ClientSubscriber> _clients = [];

        public HistorySubscriber[] Raw { get; } = WatchHistoryTests.Subscribers();

        public IReadOnlyList<Heard> Heard => [.. Raw.Select(Watch.Heard.By), .. _clients.Select(Watch.Heard.By)];

        public static async Task<Subscribers> ConnectAsync(CreditQueryClient client)
        {
            var made = new Subscribers();
            foreach (var subscriber in made.Raw)
            {
                subscriber.Connect(client.Watch, goesOn: true);
                await subscriber.WaitForAsync("the first sign", static response => response.Progress is not null);
            }

            foreach (var merges in new[] { false, true })
            {
                var subscriber = new ClientSubscriber(new WatchFilter(), static told => !told.Subject.Contains('*', StringComparison.Ordinal), merges) { Connection = client.Options };
                made._clients.Add(subscriber);
                await subscriber.StartAsync();
            }

            return made;
        }

        public async Task WaitForLastAsync()
        {
            foreach (var subscriber in Raw)
            {
                await subscriber.WaitForAsync("the last event", static response => response.Event?.EntryId == "test:last");
            }

            foreach (var subscriber in _clients)
            {
                await subscriber.WaitForAsync("test:last");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Task.WhenAll(Raw.Select(static subscriber => subscriber.DisconnectAsync()));
            foreach (var subscriber in _clients)
            {
                await subscriber.DisposeAsync();
            }
        }
    }

    /// <summary>Writes one change after the other, whichever node takes it.</summary>
    private sealed class Writer
    {
        private readonly HistoryChanges _changes = new(new Random(1), new TestClock { Now = TimeProvider.System.GetUtcNow() });
        private readonly Task _writing;
        private volatile bool _isEnough;
        private int _written;

        public Writer(CreditQueryClient client) => _writing = Task.Run(() => WriteAsync(client));

        /// <summary>Waits until so many more are written.</summary>
        public async Task ReachAsync(int more)
        {
            for (var wanted = Volatile.Read(ref _written) + more; Volatile.Read(ref _written) < wanted;)
            {
                if (_writing.IsCompleted)
                {
                    await _writing;
                }

                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
        }

        public Task EndAsync()
        {
            _isEnough = true;
            return _writing.WaitAsync(NodeHost.Patience);
        }

        private async Task WriteAsync(CreditQueryClient client)
        {
            while (!_isEnough)
            {
                await ApplyAsync(client, _changes.Next());
                Interlocked.Increment(ref _written);
            }
        }
    }
}
