using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.FunctionalTests.Shared;
using CreditQuery.Protos.V1;
using Microsoft.Extensions.DependencyInjection;
using RedisRegistry = CreditQuery.FunctionalTests.Shared.RedisRegistry;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Random histories over two replicas: subscribers change between them, replicas restart one after the other and lose their journals, clocks are set.</summary>
/// <remarks>Every promise of <see cref="WatchValidators"/> holds over all streams of a subscriber joined; <c>CREDITQUERY_HISTORIES=n</c> runs n times as many.</remarks>
public sealed class WatchReplicaHistoryTests
{
    private const int Steps = 50;

    [Fact]
    public async Task Watch_TwoReplicasWithFaultsAndClockSteps_KeepsEveryPromise()
    {
        for (var seed = 1; seed <= 2 * WatchHistoryTests.Factor; seed++)
        {
            await using var log = await LogDouble.MakeAsync();
            var clock = log.Clock;
            await RunAsync(seed, clock, folder => log.StartNodeAsync(folder));
        }
    }

    [Fact]
    public async Task Watch_TwoReplicasOnRedisWithFaults_KeepsEveryPromise()
    {
        await using var redis = await RedisProcess.StartAsync();
        for (var seed = 1; seed <= WatchHistoryTests.Factor; seed++)
        {
            await using var registry = new RedisRegistry(redis);
            using (var socket = await redis.ConnectAsync())
            {
                await socket.SayAsync("FLUSHALL");
            }

            await registry.InitialiseAsync();
            await RunAsync(seed, clock: null, folder =>
            {
                folder.Configure = static services => services.AddSingleton(TimeProvider.System);
                return NodeHost.StartAsync(folder, own: false, new TestClock { Now = TimeProvider.System.GetUtcNow() }, registry.Settings);
            });
        }
    }

    private static async Task RunAsync(int seed, TestClock? clock, Func<NodeFolder, Task<NodeHost>> start)
    {
        var random = new Random(seed);
        using NodeFolder first = new(), second = new(), third = new();
        await using var world = new Replicas([first, second], start);
        await world.StartAsync();
        var subscribers = WatchHistoryTests.Subscribers();
        try
        {
            var began = await world.Any(random).ApplyAsync([.. HistoryChanges.First()]);
            await world.LevelAsync(began.AtLeast.Revision);
            foreach (var subscriber in subscribers)
            {
                subscriber.Connect(world.Any(random));
                await subscriber.WaitForAsync(static response => response.Progress is not null);
            }

            // Changes are dated by the clock that nodes have.
            var changes = new HistoryChanges(random, clock ?? new TestClock { Now = TimeProvider.System.GetUtcNow() });
            for (var step = 0; step < Steps; step++)
            {
                await StepAsync(random, world, clock, subscribers, changes);
            }

            await WatchHistoryTests.EndAsync(world.Any(random), subscribers);
            await using var fresh = await start(third);
            await CompareAsync(fresh, third, subscribers, began.AtLeast.Revision, seed);
        }
        finally
        {
            foreach (var subscriber in subscribers)
            {
                await subscriber.DisconnectAsync();
            }
        }
    }

    private static async Task StepAsync(Random random, Replicas world, TestClock? clock, HistorySubscriber[] subscribers, HistoryChanges changes)
    {
        switch (random.Next(20))
        {
            case < 4 when clock is not null:
                WatchHistoryTests.Step(random, clock);
                break;
            case < 7:
                var moved = subscribers[random.Next(subscribers.Length)];
                await moved.DisconnectAsync();
                await WatchHistoryTests.ApplyAsync(world.Any(random), changes);
                moved.Connect(world.Any(random));
                break;
            case 7:
                await RestartAsync(random.Next(2), world, subscribers, loseJournal: false);
                break;
            case 8:
                await CompactAsync(random, world, subscribers, changes);
                break;
            default:
                await WatchHistoryTests.ApplyAsync(world.Any(random), changes);
                break;
        }
    }

    // Its subscribers go on with the other one.
    private static async Task RestartAsync(int number, Replicas world, HistorySubscriber[] subscribers, bool loseJournal)
    {
        foreach (var subscriber in subscribers)
        {
            await subscriber.DisconnectAsync();
            subscriber.Connect(world[1 - number]);
        }

        await world.RestartAsync(number, loseJournal);
    }

    // Whoever was away for longer than the journal reaches back is told so, and misses nothing on the other replica.
    private static async Task CompactAsync(Random random, Replicas world, HistorySubscriber[] subscribers, HistoryChanges changes)
    {
        var away = subscribers[0];
        var mark = (await world[0].ApplyAsync(Samples.DescribeUnit(name: $"样例 {random.Next()}"))).AtLeast.Revision;
        await away.WaitForAsync(response => response.Progress?.Revision >= mark);
        var number = random.Next(2);
        await RestartAsync(number, world, subscribers, loseJournal: false);
        await away.DisconnectAsync();
        for (var n = 0; n < 3; n++)
        {
            await WatchHistoryTests.ApplyAsync(world[0], changes);
        }

        await world.LevelAsync((await world[0].ApplyAsync(Samples.DescribeUnit(name: $"样例 {random.Next()}"))).AtLeast.Revision);
        await world.RestartAsync(number, loseJournal: true);
        away.Connect(world[number]);
        await away.EndedAsync();
        Assert.Equal(CompactedReason.OlderThanJournal, away.Received[^1].Compacted?.Reason);
        await away.DisconnectAsync();
        away.Connect(world[1 - number]);
    }

    private static async Task CompareAsync(NodeHost fresh, NodeFolder folder, HistorySubscriber[] subscribers, ulong after, int seed)
    {
        var last = subscribers.SelectMany(static s => s.Received).Max(static response => response.Event?.Revision ?? 0);
        await fresh.WaitForRevisionAsync(last);
        var told = JournalFrames.Of(folder, fresh.Services.GetRequiredService<Server.Hosting.Node>().Require().Log.Epoch);
        foreach (var subscriber in subscribers)
        {
            var expected = WatchHistoryTests.Expected(fresh, told, Heard.By(subscriber), after);
            var faults = WatchHistoryTests.FaultsOf(Heard.By(subscriber), expected).Take(5);
            Assert.True(!faults.Any(), $"seed {seed}, filter {subscriber.Filter}: {string.Join('\n', faults)}");
            Assert.NotEmpty(expected);
        }
    }

    /// <summary>Two nodes on one log, each with its folder.</summary>
    private sealed class Replicas(NodeFolder[] folders, Func<NodeFolder, Task<NodeHost>> start) : IAsyncDisposable
    {
        private readonly NodeHost[] _nodes = new NodeHost[folders.Length];

        public NodeHost this[int number] => _nodes[number];

        public NodeHost Any(Random random) => _nodes[random.Next(_nodes.Length)];

        public async Task StartAsync()
        {
            for (var n = 0; n < _nodes.Length; n++)
            {
                _nodes[n] = await start(folders[n]);
            }
        }

        public async Task RestartAsync(int number, bool loseJournal)
        {
            await _nodes[number].DisposeAsync();
            if (loseJournal)
            {
                Directory.Delete(folders[number].Journal, recursive: true);
            }

            _nodes[number] = await start(folders[number]);
        }

        public async Task LevelAsync(ulong revision)
        {
            foreach (var node in _nodes)
            {
                await node.WaitForRevisionAsync(revision);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var node in _nodes)
            {
                await node.DisposeAsync();
            }
        }
    }
}
