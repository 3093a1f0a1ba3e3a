using System.Diagnostics;
using System.Globalization;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.Protos.V1;
using Grpc.Core;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace CreditQuery.FunctionalTests.Shared;

/// <summary>Redis is away, behind a proxy: no check fails, each answer tells its age to a second, and all is well within five seconds of its return.</summary>
/// <remarks>Real time passes here: three seconds, or as many as CREDITQUERY_OUTAGE_SECONDS says (60 for the figures in loadtests/results).</remarks>
public sealed class RedisAwayTests : IAsyncDisposable
{
    private static readonly TimeSpan Heals = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Exactness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan Away = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("CREDITQUERY_OUTAGE_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var stated) ? stated : 3);

    private RedisProcess _redis = null!;
    private TcpProxy _proxy = null!;
    private long _began;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData("stopped")]
    [InlineData("killed")]
    [InlineData("silent")]
    public async Task Redis_IsAway_NoCheckFailsAgeIsTrueAndAllHeals(string how)
    {
        _redis = await RedisProcess.StartDurableAsync();
        _proxy = new TcpProxy(_redis.Port);
        await using var registry = new RedisRegistry(_redis);
        await registry.InitialiseAsync();
        var nodes = new List<NodeHost>();
        for (var node = 0; node < 2; node++)
        {
            nodes.Add(await registry.StartNodeAsync(("Log:Redis:Endpoints", _proxy.Endpoint), ("Server:FreshnessBound", "00:00:02")));
        }

        await registry.WriteAsync(nodes[0], from: 1, count: 20);
        await registry.LevelAsync();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var checking = nodes.ConvertAll(node => CheckOnAsync(node, enough.Token));

        await LeaveAsync(how);
        Volatile.Write(ref _began, Stopwatch.GetTimestamp());
        await Task.WhenAll(nodes.Select(OldEnoughAsync));
        await enough.CancelAsync();
        var checks = await Task.WhenAll(checking).WaitAsync(NodeHost.Patience, Token);
        await ReturnAsync(how);
        var back = Stopwatch.GetTimestamp();
        await Task.WhenAll(nodes.Select(FreshAsync));
        await WritableAsync(registry, nodes[1]);
        await registry.LevelAsync();
        var healed = Stopwatch.GetElapsedTime(back);

        Assert.All(checks, static count => Assert.True(count > 10));
        Assert.True(healed <= Heals, $"{healed} after the return of Redis");
        Assert.Equal(0U, (await RedisRegistry.StatusAsync(nodes[0])).Orphans);
        TestContext.Current.SendDiagnosticMessage($"{how} for {Away}: {checks.Sum()} checks, healed within {healed}");
    }

    private async Task LeaveAsync(string how)
    {
        switch (how)
        {
            case "stopped":
                await _redis.SignalAsync("STOP");
                break;
            case "killed":
                await _redis.KillAsync();
                break;
            default:
                _proxy.Hold();
                break;
        }
    }

    private async Task ReturnAsync(string how)
    {
        switch (how)
        {
            case "stopped":
                await _redis.SignalAsync("CONT");
                break;
            case "killed":
                await _redis.RepairAsync();
                await _redis.RestartAsync();
                break;
            default:
                _proxy.Release();
                break;
        }
    }

    // Each answer is as old as the outage, and as the poll before it was then.
    private async Task<int> CheckOnAsync(NodeHost node, CancellationToken enough)
    {
        var (count, before) = (0, TimeSpan.Zero);
        for (; !enough.IsCancellationRequested; count++)
        {
            var since = Volatile.Read(ref _began);
            var least = since == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(since);
            var answer = await node.CheckAsync(RedisRegistry.CheckOf(1 + (count % 20)));
            var staleness = answer.Freshness.Staleness.ToTimeSpan();
            Assert.Equal(Conclusion.Block, answer.Conclusion);
            if (since == 0)
            {
                before = staleness;
            }
            else
            {
                Assert.InRange(staleness, least - Exactness, Stopwatch.GetElapsedTime(since) + before + Exactness);
            }

            await Task.Delay(Pause, CancellationToken.None);
        }

        return count;
    }

    private static async Task OldEnoughAsync(NodeHost node)
    {
        while ((await node.CheckAsync(RedisRegistry.CheckOf(1))).Freshness.Staleness.ToTimeSpan() < Away)
        {
            await Task.Delay(Pause, Token);
        }
    }

    private static async Task FreshAsync(NodeHost node)
    {
        using var fresh = node.Health.Watch(new HealthCheckRequest { Service = "creditquery.v1.Fresh" }, NodeHost.Call());
        await fresh.WaitForAsync(ServingStatus.Serving);
    }

    private static async Task WritableAsync(RedisRegistry registry, NodeHost node)
    {
        while (true)
        {
            try
            {
                await registry.WriteAsync(node, from: 100, count: 1);
                return;
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.Unavailable)
            {
                await Task.Delay(Pause, Token);
            }
        }
    }
}
