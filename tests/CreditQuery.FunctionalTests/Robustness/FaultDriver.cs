using CreditQuery.FunctionalTests.Redis;
using CreditQuery.Log;
using CreditQuery.Log.Redis;
using CreditQuery.RobustnessNode;
using CreditQuery.Server.Applying;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>Lets everything of a plan go wrong, one thing after the other, at times two at once.</summary>
internal sealed class FaultDriver(HistorySite site) : IDisposable
{
    private const int AtOnce = 2;
    private const int LeastLostBytes = 4 << 10;
    private const int MostLostBytes = 48 << 10;
    private static readonly TimeSpan ProvokedAgain = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FailpointPatience = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _redis = new(1, 1);
    private readonly SemaphoreSlim[] _nodes = [.. site.Nodes.Select(static _ => new SemaphoreSlim(1, 1))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task RunAsync()
    {
        var running = new List<Task>();
        foreach (var fault in site.Plan.Faults)
        {
            running.Add(RunAsync(fault));
            await Task.WhenAny(running[^1], Task.Delay(100 + (fault.Draw % 300), Token));
            running.RemoveAll(static task => task.IsCompletedSuccessfully);
            if (running.Count >= AtOnce)
            {
                await Task.WhenAny(running);
            }
        }

        await Task.WhenAll(running);
    }

    public void Dispose()
    {
        _redis.Dispose();
        Array.ForEach(_nodes, static node => node.Dispose());
    }

    private async Task RunAsync(Fault fault)
    {
        site.Trace.Note($"fault: {fault}");
        await (fault.Kind switch
        {
            FaultKind.KilledAtFailpoint or FaultKind.DelayedAtFailpoint => OnNodeAsync(fault, AtFailpointAsync),
            FaultKind.NodeKilled => OnNodeAsync(fault, KillAsync),
            FaultKind.NodeStopped => OnNodeAsync(fault, StopAsync),
            FaultKind.NodeLosesPower => OnNodeAsync(fault, static (node, fault) => node.WhileDeadAsync(run => run.Instruct($"power {fault.Draw}"), static () => Task.CompletedTask)),
            FaultKind.CheckpointDamaged => OnNodeAsync(fault, DamageAsync),
            FaultKind.DiskFull => OnNodeAsync(fault, FillDiskAsync),
            FaultKind.ClockStepped => OnNodeAsync(fault, StepClockAsync),
            FaultKind.RedisKilled => OnRedisAsync(RestartAsync),
            FaultKind.RedisLosesPower => OnRedisAsync(redis => LosePowerAsync(redis, fault.Draw)),
            FaultKind.RedisStopped => OnRedisAsync(redis => StopAsync(redis, fault.Milliseconds)),
            FaultKind.RedisClockStepped => OnRedisAsync(redis => StepClockAsync(redis, fault)),
            FaultKind.RedisFull => OnRedisAsync(redis => FillAsync(redis, fault.Milliseconds)),
            FaultKind.PushesDropped => OnRedisAsync(DropPushesAsync),
            FaultKind.PushesMixed => OnRedisAsync(redis => PushMixer.RunAsync(redis, fault)),
            _ => DisturbAsync(fault),
        });
        site.Trace.Note($"over: {fault.Kind} {fault.Failpoint}");
    }

    private async Task OnNodeAsync(Fault fault, Func<SupervisedNode, Fault, Task> work)
    {
        using var turn = await TurnAsync(_nodes[fault.Node]);
        await ListeningAsync(site.Nodes[fault.Node]);
        await work(site.Nodes[fault.Node], fault);
    }

    private async Task OnRedisAsync(Func<RedisProcess, Task> work)
    {
        using var turn = await TurnAsync(_redis);
        await work(site.Redis!);
    }

    private static async Task<IDisposable> TurnAsync(SemaphoreSlim turns)
    {
        await turns.WaitAsync(Token);
        return new Turn(turns);
    }

    private static async Task ListeningAsync(SupervisedNode node)
    {
        for (var waited = TimeSpan.Zero; node.Checks is null && waited < StartPatience; waited += TimeSpan.FromMilliseconds(20))
        {
            await Task.Delay(20, Token);
        }
    }

    // It listens before it has loaded.
    private async Task ServingAsync(SupervisedNode node)
    {
        var until = site.Trace.Elapsed + StartPatience;
        while (await node.StatusAsync() is not { AppliedRevision: > 0 } && site.Trace.Elapsed < until)
        {
            await Task.Delay(20, Token);
        }
    }

    private async Task AtFailpointAsync(SupervisedNode node, Fault fault)
    {
        var before = site.Trace.HitsOf(fault.Failpoint, node.Number);
        var until = site.Trace.Elapsed + StartPatience;
        NodeRun? armed = null;
        var (provoking, provoked) = (Task.CompletedTask, TimeSpan.Zero);
        while (site.Trace.HitsOf(fault.Failpoint, node.Number) == before && site.Trace.Elapsed < until)
        {
            if (node.Run is { } run && run != armed && (run.Checks is not null || IsOfLoading(fault)))
            {
                armed = run;
                until = site.Trace.Elapsed + FailpointPatience;
                run.Instruct($"arm {fault.Failpoint} 1 {(fault.Kind == FaultKind.DelayedAtFailpoint ? fault.Milliseconds : 0)}");
            }

            if (armed is not null && provoking.IsCompletedSuccessfully && (provoked == TimeSpan.Zero || site.Trace.Elapsed - provoked > ProvokedAgain))
            {
                (provoking, provoked) = (ProvokeAsync(fault), site.Trace.Elapsed);
            }

            await Task.Delay(10, Token);
        }

        node.Run?.Instruct($"arm {fault.Failpoint} 0 0");
        await provoking;
    }

    // Most places are passed all the time; these are passed when something else goes wrong.
    private Task ProvokeAsync(Fault fault) => fault.Failpoint switch
    {
        nameof(LogFailpoint.BeforeGapFill) or nameof(LogFailpoint.GapRead) => OnRedisAsync(DropPushesAsync),
        nameof(LogFailpoint.Connected) => DisturbAsync(fault with { Kind = FaultKind.NetworkCut }),
        nameof(ServerFailpoint.PeerCheckpointReceived) => LoseIndexAsync(fault),
        nameof(ServerFailpoint.OrphansSaved) or nameof(ServerFailpoint.Reloading) => OnRedisAsync(redis => LosePowerAsync(redis, fault.Draw)),
        _ => Task.CompletedTask,
    };

    private static Task KillAsync(SupervisedNode node, Fault fault) =>
        node.WhileDeadAsync(static run => run.Kill(), () => Task.Delay(fault.Milliseconds / 2, Token));

    private static async Task StopAsync(SupervisedNode node, Fault fault)
    {
        if (node.Run is { } run)
        {
            await run.SignalAsync("STOP");
            await Task.Delay(fault.Milliseconds, Token);
            await run.SignalAsync("CONT");
        }
    }

    private Task DamageAsync(SupervisedNode node, Fault fault) => node.WhileDeadAsync(static run => run.Kill(), () =>
    {
        site.Trace.Note($"damaged: {CheckpointDamage.Do(node.Folder.Index, new Random(fault.Draw))}");
        return Task.CompletedTask;
    });

    private static async Task FillDiskAsync(SupervisedNode node, Fault fault)
    {
        node.Run?.Instruct($"disk {fault.Draw % 4_096}");
        await Task.Delay(fault.Milliseconds, Token);
        node.Run?.Instruct("disk free");
    }

    private static Task StepClockAsync(SupervisedNode node, Fault fault)
    {
        node.Run?.Instruct($"clock {fault.NodeClockSeconds}");
        return Task.CompletedTask;
    }

    private static async Task StepClockAsync(RedisProcess redis, Fault fault)
    {
        using var socket = await redis.ConnectAsync();
        await socket.SayAsync("SET", new RedisKeys(HistorySite.Registry).Head + NodeFaults.ClockKeyEnding, fault.RedisClockSeconds);
    }

    // Its disk is another one. What it needs is with the other node, which is not to go meanwhile: each may have what the log has forgotten.
    private async Task LoseIndexAsync(Fault fault)
    {
        var (node, other) = (site.Nodes[fault.Node], 1 - fault.Node);
        using var turn = await TurnAsync(_nodes[other]);
        await ServingAsync(site.Nodes[other]);
        await node.WhileDeadAsync(static run => run.Kill(), () =>
        {
            site.Trace.Note($"node {node.Number} loses its index");
            if (Directory.Exists(node.Folder.Index))
            {
                // Else it died with the next one under way.
                Directory.Delete(node.Folder.Index, recursive: true);
            }

            return Task.CompletedTask;
        });
        await ServingAsync(node);
    }

    // Passed while a node does not listen yet.
    private static bool IsOfLoading(Fault fault) => fault.Failpoint == nameof(ServerFailpoint.PeerCheckpointReceived);

    private static async Task RestartAsync(RedisProcess redis)
    {
        await redis.KillAsync();
        await redis.RepairAsync();
        await redis.RestartAsync();
    }

    private async Task LosePowerAsync(RedisProcess redis, int draw)
    {
        if (site.Plan.Setup == LogSetup.RedisEverySecond)
        {
            await WrittenAsync(redis);
        }

        await redis.KillAsync();
        site.Trace.Note(site.Plan.Setup == LogSetup.RedisAlways
            ? $"torn: {RedisDamage.Tear(redis, draw)} bytes of a transaction stand at the end"
            : $"lost: {RedisDamage.Lose(redis, LeastLostBytes + (draw % MostLostBytes), site.FirstBytes)} bytes");
        await redis.RepairAsync();
        await redis.RestartAsync();
    }

    // There is something to lose.
    private async Task WrittenAsync(RedisProcess redis)
    {
        var until = site.Trace.Elapsed + FailpointPatience;
        while (new FileInfo(redis.AppendOnlyFile).Length < site.FirstBytes + (2 * LeastLostBytes) && site.Trace.Elapsed < until)
        {
            await Task.Delay(10, Token);
        }
    }

    private static async Task StopAsync(RedisProcess redis, int milliseconds)
    {
        await redis.SignalAsync("STOP");
        await Task.Delay(milliseconds, Token);
        await redis.SignalAsync("CONT");
    }

    private static async Task FillAsync(RedisProcess redis, int milliseconds)
    {
        using var socket = await redis.ConnectAsync();
        await socket.SayAsync("CONFIG", "SET", "maxmemory", "1");
        await Task.Delay(milliseconds, Token);
        await socket.SayAsync("CONFIG", "SET", "maxmemory", "0");
    }

    private static async Task DropPushesAsync(RedisProcess redis)
    {
        using var socket = await redis.ConnectAsync();
        await socket.SayAsync("CLIENT", "KILL", "TYPE", "pubsub");
    }

    private async Task DisturbAsync(Fault fault)
    {
        var network = site.Networks[fault.Node];
        Action begin = fault.Kind switch
        {
            FaultKind.NetworkCut => network.Cut,
            FaultKind.NetworkSilent => network.Silence,
            FaultKind.NetworkSlow => () => network.Slow(10 + (fault.Draw % 90)),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "No fault of the network."),
        };
        begin();
        await Task.Delay(fault.Milliseconds, Token);
        network.Heal();
    }

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
