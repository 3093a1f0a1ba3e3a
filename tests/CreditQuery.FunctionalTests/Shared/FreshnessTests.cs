using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace CreditQuery.FunctionalTests.Shared;

/// <summary>Freshness by polling, on nodes that follow a log which others write too.</summary>
public sealed class FreshnessTests : IAsyncDisposable
{
    private readonly NodeFolder _first = new();
    private readonly NodeFolder _second = new();

    public ValueTask DisposeAsync()
    {
        _first.Dispose();
        _second.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task CheckSubject_AtLeastAndWaitOnTheOtherNode_HoldsTheChange()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var writer = await log.StartNodeAsync(_first);
        await using var reader = await log.StartNodeAsync(_second);
        var written = await writer.ApplyAsync(Samples.Order());
        var request = Samples.AirCheck();
        request.AtLeast = written.AtLeast;
        request.Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(5));

        var answer = await reader.CheckAsync(request);

        Assert.Equal(Conclusion.Block, answer.Conclusion);
        Assert.Equal(written.AtLeast.Revision, answer.Freshness.Revision);
    }

    [Fact]
    public async Task CheckSubject_LogDown_StalenessGrowsAndAllHealsByItself()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var node = await log.StartNodeAsync(_first);
        await node.ApplyAsync(Samples.Order());
        using var registry = Watch(node, "creditquery.v1.RegistryService");
        using var fresh = Watch(node, "creditquery.v1.Fresh");
        await registry.WaitForAsync(ServingStatus.Serving);

        log.IsDown = true;
        await registry.WaitForAsync(ServingStatus.NotServing);
        log.Clock.Pass(TimeSpan.FromSeconds(4));
        var young = await node.CheckAsync(Samples.AirCheck());
        log.Clock.Pass(TimeSpan.FromSeconds(56));
        await fresh.WaitForAsync(ServingStatus.NotServing);
        var bounded = Samples.AirCheck();
        bounded.MaxStaleness = Duration.FromTimeSpan(TimeSpan.FromSeconds(5));
        var refused = await node.CheckAsync(bounded);
        var status = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());

        Assert.Equal(Conclusion.Block, young.Conclusion);
        Assert.Equal([DegradedReason.LogUnreachable], young.Freshness.DegradedReasons);
        Assert.Equal(TimeSpan.FromSeconds(4), young.Freshness.Staleness.ToTimeSpan());
        Assert.Equal([IndeterminateReason.Stale], refused.IndeterminateReasons);
        Assert.Equal(TimeSpan.FromSeconds(60), status.Staleness.ToTimeSpan());
        Assert.Equal(ServingStatus.Serving, await HealthOf(node, "creditquery.v1.CreditQueryService"));

        log.IsDown = false;
        await fresh.WaitForAsync(ServingStatus.Serving);
        await registry.WaitForAsync(ServingStatus.Serving);
        var healed = await node.CheckAsync(bounded);
        Assert.Equal(Conclusion.Block, healed.Conclusion);
        Assert.Empty(healed.Freshness.DegradedReasons);
    }

    [Fact]
    public async Task CheckSubject_NodeStoodForHalfAMinute_FirstAnswerSaysSo()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var node = await log.StartNodeAsync(_first);
        log.Hold = new TaskCompletionSource();

        log.Clock.Pass(TimeSpan.FromSeconds(30));
        var answer = await node.CheckAsync(Samples.AirCheck());

        Assert.InRange(answer.Freshness.Staleness.ToTimeSpan(), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
        Assert.Equal(answer.Freshness.AnsweredAt.ToDateTimeOffset() - TimeSpan.FromSeconds(30), answer.Freshness.SourceTime.ToDateTimeOffset());
        log.Hold.SetResult();
    }

    [Fact]
    public async Task Poll_WithoutAnAnswer_IsGivenUpBeforeTheNextOne()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var node = await log.StartNodeAsync(_first);
        using var registry = Watch(node, "creditquery.v1.RegistryService");
        await registry.WaitForAsync(ServingStatus.Serving);

        // Our own deadline ends it: the double would wait for ever.
        log.Hold = new TaskCompletionSource();
        await registry.WaitForAsync(ServingStatus.NotServing);
        log.Hold = null;
        await registry.WaitForAsync(ServingStatus.Serving);

        Assert.Equal(1, log.MostPolls);
    }

    [Fact]
    public async Task CheckSubject_LogsClockAheadOfTheNodes_DayIsTheLogsAndSuspect()
    {
        await using var log = await LogDouble.MakeAsync();
        log.Ahead = TimeSpan.FromHours(13);
        await using var node = await log.StartNodeAsync(_first);

        var answer = await node.CheckAsync(Samples.AirCheck());

        Assert.Equal("2026-06-16", answer.Freshness.AsOf);
        Assert.Equal([DegradedReason.ClockSuspect], answer.Freshness.DegradedReasons);
        Assert.Equal(ServingStatus.NotServing, await HealthOf(node, "creditquery.v1.Fresh"));
    }

    private static AsyncServerStreamingCall<HealthCheckResponse> Watch(NodeHost node, string service) =>
        node.Health.Watch(new HealthCheckRequest { Service = service }, NodeHost.Call());

    private static async Task<ServingStatus> HealthOf(NodeHost node, string service) =>
        (await node.Health.CheckAsync(new HealthCheckRequest { Service = service }, NodeHost.Call())).Status;
}
