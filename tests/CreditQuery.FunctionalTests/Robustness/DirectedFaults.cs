using CreditQuery.Log;
using CreditQuery.RobustnessNode;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>Faults that go where one safety measure is needed, for sure and not by chance.</summary>
internal static class DirectedFaults
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Nodes miss what is pushed while their subscriptions are cut.</summary>
    public static async Task DropPushesAsync(HistorySite site)
    {
        using var socket = await site.Redis!.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(100, Token);
            await socket.SayAsync("CLIENT", "KILL", "TYPE", "pubsub");
        }
    }

    /// <summary>Records of a set stand in memory for a while before their revision is published.</summary>
    public static async Task StandBeforePublishAsync(HistorySite site)
    {
        foreach (var node in site.Nodes)
        {
            node.Run?.Instruct($"arm {NodeFaults.BeforePublish} 40 20");
        }

        await Task.Delay(1_000, Token);
    }

    /// <summary>A disk changes the records of every checkpoint while its node is dead.</summary>
    public static async Task DamageRecordsAsync(HistorySite site)
    {
        var node = site.Nodes[0];
        while (Directory.GetFiles(node.Folder.Index, "manifest-*").Length < 2)
        {
            await Task.Delay(50, Token);
        }

        await node.WhileDeadAsync(static run => run.Kill(), () =>
        {
            CheckpointDamage.DoRecords(node.Folder.Index, new Random(1));
            return Task.CompletedTask;
        });
    }

    /// <summary>Redis loses its end while nobody can reach it, and others write what takes its place.</summary>
    public static async Task RewriteLogAsync(HistorySite site)
    {
        const int Rewritten = 40;
        await Task.Delay(500, Token);
        foreach (var network in site.Networks)
        {
            network.Cut();
        }

        var redis = site.Redis!;
        await redis.KillAsync();
        var before = RedisDamage.Lose(redis, 6 << 10, site.FirstBytes);
        await redis.RepairAsync();
        await redis.RestartAsync();
        site.Trace.Note($"lost: {before} bytes");
        var options = new ChangeLogOptions { Kind = LogKind.Redis, Redis = new RedisLogOptions { Endpoints = redis.Endpoint, Registry = HistorySite.Registry } };
        await using (var log = await RedisChangeLog.OpenAsync(options, site.Key.Check.ToByteArray(), TimeProvider.System, NullLogger.Instance, Token))
        {
            for (var i = 0; i < Rewritten; i++)
            {
                await log.AppendAsync(ReadOnlyMemory<byte>.Empty, ChangeId.New(TimeProvider.System), "test:other", Token);
            }
        }

        foreach (var network in site.Networks)
        {
            network.Heal();
        }
    }
}
