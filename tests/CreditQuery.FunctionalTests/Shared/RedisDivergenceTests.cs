using System.Security.Cryptography;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Shared;

/// <summary>A real Redis that loses its end, is put back, fails over, is made anew: nothing is lost, all nodes equal a fresh replay.</summary>
public sealed class RedisDivergenceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_KilledAndItsLastWritesGone_NothingIsLost()
    {
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "everysec");
        await using var registry = new RedisRegistry(redis);
        var (first, second) = await StartTwoAsync(registry);
        await registry.WriteAsync(first, from: 1, count: 5);
        await registry.LevelAsync();
        var file = AppendOnlyFile(redis);
        var kept = new FileInfo(file).Length;
        await registry.WriteAsync(second, from: 6, count: 4);
        await registry.LevelAsync();

        await redis.KillAsync();
        await using (var cut = File.Open(file, FileMode.Open))
        {
            cut.SetLength(kept);
        }

        await redis.RestartAsync();
        await registry.LoadedAgainAsync();

        Assert.Equal(4, (await RedisRegistry.OrphansAsync(first)).Count);
        Assert.Equal(4UL, (await RedisRegistry.StatusAsync(second)).Orphans);
        await registry.AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task Redis_BackupPutBackAndWrittenOn_NothingIsLostAndReconcileBringsItBack()
    {
        await using var redis = await RedisProcess.StartDurableAsync();
        await using var registry = new RedisRegistry(redis);
        var (first, second) = await StartTwoAsync(registry);
        await registry.WriteAsync(first, from: 1, count: 3);
        await registry.LevelAsync();
        var backup = CopyOf(Path.GetDirectoryName(AppendOnlyFile(redis))!);
        await registry.WriteAsync(first, from: 4, count: 3);
        await registry.LevelAsync();

        await redis.KillAsync();
        Directory.Delete(Path.GetDirectoryName(AppendOnlyFile(redis))!, recursive: true);
        Directory.Move(backup, Path.Combine(redis.Folder, "appendonlydir"));
        await redis.RestartAsync();
        await registry.LoadedAgainAsync();
        await registry.WriteAsync(second, from: 7, count: 2);
        await registry.LevelAsync();
        var told = await ReconcileAsync(first);
        await registry.LevelAsync();

        Assert.Equal(3, told.Count);
        Assert.All(told, orphan => Assert.Equal(OutcomeKind.Applied, Assert.Single(orphan.Outcomes).Kind));
        Assert.Empty(await RedisRegistry.OrphansAsync(first));
        Assert.Empty(await RedisRegistry.OrphansAsync(second));
        await registry.AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task Redis_LaggingReplicaTakesOver_NothingIsLost()
    {
        await using var master = await RedisProcess.StartDurableAsync();
        await using var replica = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always", "--replicaof", "127.0.0.1", $"{master.Port}");
        await using var registry = new RedisRegistry(master, replica);
        var (first, _) = await StartTwoAsync(registry);
        await registry.WriteAsync(first, from: 1, count: 3);
        await registry.LevelAsync();
        using (var socket = await master.ConnectAsync())
        {
            // All that is written so far is on the replica; what follows does not reach it.
            Assert.Equal("1", await socket.SayAsync("WAIT", "1", "30000"));
        }

        using (var socket = await replica.ConnectAsync())
        {
            await socket.SayAsync("REPLICAOF", "NO", "ONE");
        }

        await registry.WriteAsync(first, from: 4, count: 3);
        await registry.LevelAsync();
        await master.KillAsync();
        await registry.LoadedAgainAsync();

        Assert.Equal(3, (await RedisRegistry.OrphansAsync(first)).Count);
        await registry.AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task Redis_LogMadeAnew_NothingIsLost()
    {
        await using var redis = await RedisProcess.StartDurableAsync();
        await using var registry = new RedisRegistry(redis);
        var (first, _) = await StartTwoAsync(registry);
        await registry.WriteAsync(first, from: 1, count: 3);
        await registry.LevelAsync();

        await FlushAsync(redis);
        await registry.InitialiseAsync();
        await registry.LoadedAgainAsync();

        await registry.AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task Redis_LogOfAnotherKey_NobodyServesUntilTheKeyFits()
    {
        await using var redis = await RedisProcess.StartDurableAsync();
        await using var registry = new RedisRegistry(redis);
        var (first, second) = await StartTwoAsync(registry);
        await registry.WriteAsync(first, from: 1, count: 3);
        await registry.LevelAsync();

        await FlushAsync(redis);
        await registry.InitialiseAsync(RandomNumberGenerator.GetBytes(32));
        await first.Log.SeenAsync("LogDiverged");
        await second.Log.SeenAsync("LogDiverged");
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await first.CheckAsync(Samples.AirCheck()));
        await FlushAsync(redis);
        await registry.InitialiseAsync();
        await registry.LoadedAgainAsync();

        Assert.Equal("LOG_DIVERGED", Failures.ReasonOf(refused));
        await registry.AssertNothingIsLostAsync();
    }

    private static async Task<(NodeHost First, NodeHost Second)> StartTwoAsync(RedisRegistry registry)
    {
        await registry.InitialiseAsync();
        return (await registry.StartNodeAsync(), await registry.StartNodeAsync());
    }

    private static async Task<List<ReconciledOrphan>> ReconcileAsync(NodeHost node)
    {
        var told = new List<ReconciledOrphan>();
        using var call = node.Registry.ReconcileOrphans(new ReconcileOrphansRequest { Operator = "test:operator" }, NodeHost.Call());
        while (await call.ResponseStream.MoveNext(Token))
        {
            told.Add(call.ResponseStream.Current);
        }

        return told;
    }

    private static async Task FlushAsync(RedisProcess redis)
    {
        using var socket = await redis.ConnectAsync();
        await socket.SayAsync("FLUSHALL");
    }

    private static string AppendOnlyFile(RedisProcess redis) => Directory.GetFiles(Path.Combine(redis.Folder, "appendonlydir"), "*.incr.aof").Single();

    private static string CopyOf(string folder)
    {
        var copy = folder + "-backup";
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(folder))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }
}
