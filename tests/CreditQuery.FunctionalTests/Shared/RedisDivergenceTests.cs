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
        var file = redis.AppendOnlyFile;
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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Redis_KilledAgainAndAgainUnderWriters_NothingIsLost(int seed)
    {
        const int Rounds = 3;
        var random = new Random(seed);
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "everysec", "--aof-load-truncated", "no");
        await using var registry = new RedisRegistry(redis);
        var (first, second) = await StartTwoAsync(registry);
        using var enough = new CancellationTokenSource();
        var writers = new[] { registry.WriteOnAsync(first, from: 1, enough.Token), registry.WriteOnAsync(second, from: 100_001, enough.Token) };
        for (var round = 1; round <= Rounds; round++)
        {
            await MoreAsync(registry);
            var file = redis.AppendOnlyFile;
            var kept = new FileInfo(file).Length;
            await MoreAsync(registry);

            // The cut falls anywhere in the first half, also into a command, so that every node has applied some of what is lost; the writers go on as
            // soon as Redis is back, so the log grows past it.
            await redis.KillAsync();
            await using (var cut = File.Open(file, FileMode.Open))
            {
                cut.SetLength(kept + (long)(random.NextDouble() * (cut.Length - kept) / 2));
            }

            await redis.RepairAsync();
            await redis.RestartAsync();
            await registry.LoadedAgainAsync(round);
        }

        await MoreAsync(registry);
        await enough.CancelAsync();
        await Task.WhenAll(writers).WaitAsync(NodeHost.Patience, Token);
        await registry.LevelAsync();

        await registry.AssertNothingIsLostAsync(ofEachNode: false);
    }

    [Fact]
    public async Task Redis_BackupPutBackAndWrittenOn_NothingIsLostAndReconcileBringsItBack()
    {
        await using var redis = await RedisProcess.StartDurableAsync();
        await using var registry = new RedisRegistry(redis);
        var (first, second) = await StartTwoAsync(registry);
        await registry.WriteAsync(first, from: 1, count: 3);
        await registry.LevelAsync();
        var backup = CopyOf(Path.GetDirectoryName(redis.AppendOnlyFile)!);
        await registry.WriteAsync(first, from: 4, count: 3);
        await registry.LevelAsync();

        await redis.KillAsync();
        Directory.Delete(Path.GetDirectoryName(redis.AppendOnlyFile)!, recursive: true);
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

    private static async Task MoreAsync(RedisRegistry registry)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(NodeHost.Patience);
        for (var before = registry.Acknowledged; registry.Acknowledged < before + 20;)
        {
            await Task.Delay(10, patience.Token);
        }
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
