using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.FunctionalTests.Shared;
using Microsoft.Extensions.DependencyInjection;
using RedisRegistry = CreditQuery.FunctionalTests.Shared.RedisRegistry;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Random histories over two replicas with disconnections, switches between replicas, restarts, lost journals and clock steps, each kind in every history.</summary>
/// <remarks>Every promise of <see cref="WatchValidators"/> holds over all streams of a subscriber joined; <c>CREDITQUERY_HISTORIES=n</c> runs n times as many,
/// <c>CREDITQUERY_HISTORIES_SEED=s</c> that one alone (docs/watch.md).</remarks>
public sealed class WatchReplicaHistoryTests
{
    [Fact]
    public async Task Watch_TwoReplicasWithEveryKindOfFault_KeepsEveryPromise()
    {
        var plan = new HistoryPlan(setsClock: true);
        await Histories.RunAsync(usual: 2, async seed =>
        {
            await using var log = await LogDouble.MakeAsync();
            await using var history = new ReplicaHistory(seed, log.Clock, folder => log.StartNodeAsync(folder));
            await history.RunAsync(plan);
        }, atOnce: true);
        plan.Report();
    }

    [Fact]
    public async Task Watch_TwoReplicasOnRedisWithFaults_KeepsEveryPromise()
    {
        var plan = new HistoryPlan(setsClock: false);
        await using var redis = await RedisProcess.StartAsync();
        await Histories.RunAsync(usual: 1, async seed =>
        {
            await using var registry = new RedisRegistry(redis);
            using (var socket = await redis.ConnectAsync())
            {
                await socket.SayAsync("FLUSHALL");
            }

            await registry.InitialiseAsync();
            await using var history = new ReplicaHistory(seed, clock: null, folder =>
            {
                folder.Configure = static services => services.AddSingleton(TimeProvider.System);
                return NodeHost.StartAsync(folder, own: false, new TestClock { Now = TimeProvider.System.GetUtcNow() }, registry.Settings);
            });
            await history.RunAsync(plan);
        });
        plan.Report();
    }
}
