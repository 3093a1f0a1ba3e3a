using System.Diagnostics;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.Protos.V1;
using Grpc.Core;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace CreditQuery.FunctionalTests.Shared;

/// <summary>A real Redis, or a node, that stands still for a while: what answers say of their age is true. Real time passes here.</summary>
public sealed class RedisOutageTests
{
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_StandsStill_ChecksGoOnStalenessIsTrueAndAllHeals()
    {
        await using var redis = await RedisProcess.StartDurableAsync();
        await using var registry = new RedisRegistry(redis);
        await registry.InitialiseAsync();
        var node = await registry.StartNodeAsync(("Server:FreshnessBound", "00:00:02"));
        await registry.WriteAsync(node, from: 1, count: 1);
        using var fresh = Watch(node, "creditquery.v1.Fresh");
        using var query = Watch(node, "creditquery.v1.CreditQueryService");
        await fresh.WaitForAsync(ServingStatus.Serving);

        await redis.SignalAsync("STOP");
        var stopped = Stopwatch.GetTimestamp();
        await fresh.WaitForAsync(ServingStatus.NotServing);
        var answer = await node.CheckAsync(RedisRegistry.CheckOf(1));
        var stood = Stopwatch.GetElapsedTime(stopped);
        await redis.SignalAsync("CONT");
        var back = Stopwatch.GetTimestamp();
        await fresh.WaitForAsync(ServingStatus.Serving);

        Assert.InRange(Stopwatch.GetElapsedTime(back), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(Conclusion.Block, answer.Conclusion);
        Assert.Contains(DegradedReason.LogUnreachable, answer.Freshness.DegradedReasons);
        Assert.InRange(answer.Freshness.Staleness.ToTimeSpan(), stood - TimeSpan.FromSeconds(1), stood + TimeSpan.FromSeconds(1));
        await query.WaitForAsync(ServingStatus.Serving);
        await registry.WriteAsync(node, from: 2, count: 1);
    }

    [Fact]
    public async Task Node_StoodStill_FirstAnswerTellsAtLeastThat()
    {
        await using var redis = await RedisProcess.StartDurableAsync();
        await using var registry = new RedisRegistry(redis);
        await registry.InitialiseAsync();
        using var folder = new NodeFolder();
        await using var node = await ServerProcess.StartAsync(folder, registry.Settings);
        var before = await node.Checks.CheckSubjectAsync(Samples.AirCheck(), NodeHost.Call());

        await node.SignalAsync("STOP");
        await Task.Delay(Standstill, Token);

        // Nothing but the node's own clock can tell it how long it stood.
        await redis.SignalAsync("STOP");
        await node.SignalAsync("CONT");
        var after = await node.Checks.CheckSubjectAsync(Samples.AirCheck(), NodeHost.Call());
        await redis.SignalAsync("CONT");

        Assert.InRange(before.Freshness.Staleness.ToTimeSpan(), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.True(after.Freshness.Staleness.ToTimeSpan() >= Standstill, $"{after.Freshness.Staleness}");
    }

    private static AsyncServerStreamingCall<HealthCheckResponse> Watch(NodeHost node, string service) =>
        node.Health.Watch(new HealthCheckRequest { Service = service }, NodeHost.Call());
}
