using CreditQuery.FunctionalTests.Wire;
using CreditQuery.Protos.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace CreditQuery.FunctionalTests.Node;

[Collection<AloneCollection>]
public sealed class HealthTests
{
    [Fact]
    public async Task Check_LoadedNode_ServesWhatIsOffered()
    {
        await using var node = await NodeHost.StartAsync();

        foreach (var service in new[] { "", "creditquery.v1.CreditQueryService", "creditquery.v1.Fresh", "creditquery.v1.RegistryService", "creditquery.v1.StatusWatchService" })
        {
            Assert.Equal(ServingStatus.Serving, await StatusAsync(service));
        }

        async Task<ServingStatus> StatusAsync(string service) =>
            (await node.Health.CheckAsync(new HealthCheckRequest { Service = service }, NodeHost.Call())).Status;
    }

    [Fact]
    public async Task Check_UnknownService_IsNotFound()
    {
        await using var node = await NodeHost.StartAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await node.Health.CheckAsync(new HealthCheckRequest { Service = "no.such" }, NodeHost.Call()));

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task Stop_OpenStreams_HealthFirstThenEndWithinFiveSeconds()
    {
        await using var node = await NodeHost.StartAsync();
        using var health = node.Health.Watch(new HealthCheckRequest(), NodeHost.Call());
        await health.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        using var checks = node.Checks.StreamChecks(NodeHost.Call());
        await checks.RequestStream.WriteAsync(new StreamChecksRequest { Check = Samples.AirCheck() }, TestContext.Current.CancellationToken);
        await checks.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        var started = TimeProvider.System.GetTimestamp();

        var stopping = node.StopAsync();
        await health.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        var ended = await Assert.ThrowsAsync<RpcException>(() => checks.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        await stopping;

        Assert.Equal(ServingStatus.NotServing, health.ResponseStream.Current.Status);
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        Assert.Equal("SHUTTING_DOWN", Failures.ReasonOf(ended));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task ApplyChanges_WhileDraining_IsRefused()
    {
        await using var node = await NodeHost.StartAsync();
        node.Services.GetRequiredService<Server.Hosting.Node>().Drain();

        var failure = await Assert.ThrowsAsync<RpcException>(() => node.ApplyAsync(Samples.Order()));
        var answer = await node.CheckAsync(Samples.AirCheck());

        Assert.Equal("SHUTTING_DOWN", Failures.ReasonOf(failure));
        Assert.Equal(IdentityMatch.NoRecord, answer.Identity);
    }

    [Fact]
    public async Task Apply_MalformedEvent_IsQuarantinedAndTheNodeGoesOn()
    {
        await using var node = await NodeHost.StartAsync();
        var parts = node.Services.GetRequiredService<Server.Hosting.Node>().Require();
        await parts.Log.AppendAsync(new byte[] { 0xFF, 0xFF, 0xFF }, CreditQuery.Log.ChangeId.New(node.Clock), "test", TestContext.Current.CancellationToken);

        await node.ApplyAsync(Samples.Order());
        var quarantine = await node.Registry.ListQuarantineAsync(new ListQuarantineRequest(), NodeHost.Call());

        var quarantined = Assert.Single(quarantine.Events);
        Assert.Equal(2UL, quarantined.Revision);
        Assert.False(quarantined.Resolved);
    }
}
