using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Grpc.Core;
using Grpc.Health.V1;

namespace CreditQuery.FunctionalTests.Life;

/// <summary>A clock that leaps more than seven days ends no entry before a caller's clock confirms it.</summary>
public sealed class ClockLeapTests
{
    [Fact]
    public async Task CheckSubject_ClockLeapsAYear_DayStaysUntilAChangeConfirmsIt()
    {
        await using var node = await NodeHost.StartAsync();
        var order = Samples.Order();
        order.PutEntry.UntilPerformed = false;
        order.PutEntry.ValidTo = "2026-12-31";
        await node.ApplyAsync(Samples.Describe(), order);
        var earlier = CreditQuery.Log.ChangeId.New(node.Clock).ToString();

        node.Clock.Now += TimeSpan.FromDays(365);
        var answer = await node.CheckAsync(Samples.AirCheck());

        Assert.Equal(Conclusion.Block, answer.Conclusion);
        Assert.Equal("2026-06-15", answer.Freshness.AsOf);
        Assert.Equal([DegradedReason.ClockSuspect], answer.Freshness.DegradedReasons);
        var request = new ApplyChangesRequest { ChangeId = earlier, Author = "test:writer", Changes = { Samples.DescribeUnit() } };
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await node.Registry.ApplyChangesAsync(request, NodeHost.Call()));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);

        await node.ApplyAsync(Samples.DescribeUnit());
        answer = await node.CheckAsync(Samples.AirCheck());

        Assert.Equal("2027-06-15", answer.Freshness.AsOf);
        Assert.Empty(answer.Freshness.DegradedReasons);
        Assert.NotEqual(Conclusion.Block, answer.Conclusion);
    }

    [Fact]
    public async Task Start_AfterAStopOfEightDays_SuspectInAnswersAndHealthUntilAChange()
    {
        using var folder = new NodeFolder();
        await using (var node = await NodeHost.StartAsync(folder))
        {
            await node.ApplyAsync(Samples.Order());
        }

        var clock = new TestClock { Now = TestClock.Start + TimeSpan.FromDays(8) };
        await using var again = await NodeHost.StartAsync(folder, own: false, clock);
        var answer = await again.CheckAsync(Samples.AirCheck());

        Assert.Equal("2026-06-23", answer.Freshness.AsOf);
        Assert.Equal([DegradedReason.ClockSuspect], answer.Freshness.DegradedReasons);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, (await again.Health.CheckAsync(new HealthCheckRequest { Service = "creditquery.v1.Fresh" }, NodeHost.Call())).Status);

        await again.ApplyAsync(Samples.DescribeUnit());

        Assert.Empty((await again.CheckAsync(Samples.AirCheck())).Freshness.DegradedReasons);
    }
}
