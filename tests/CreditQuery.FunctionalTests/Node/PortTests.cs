using CreditQuery.Protos.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;

namespace CreditQuery.FunctionalTests.Node;

public sealed class PortTests
{
    [Fact]
    public async Task CheckSubject_RegistryPort_NamesTheQueryPort()
    {
        await using var node = await NodeHost.StartAsync();
        var checks = new CreditQueryService.CreditQueryServiceClient(node.RegistryChannel);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await checks.CheckSubjectAsync(Samples.LicenseCheck(), NodeHost.Call()));

        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
        Assert.Equal("WRONG_PORT", Failures.ReasonOf(failure));
        Assert.Contains("query port, 127.0.0.1:0", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyChanges_QueryPort_NamesTheRegistryPort()
    {
        await using var node = await NodeHost.StartAsync();
        var registry = new RegistryService.RegistryServiceClient(node.QueryChannel);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await registry.ApplyChangesAsync(new ApplyChangesRequest(), NodeHost.Call()));

        Assert.Equal("WRONG_PORT", Failures.ReasonOf(failure));
        Assert.Contains("registry port", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PutCatalogue_QueryPort_NamesTheRegistryPort()
    {
        await using var node = await NodeHost.StartAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await node.Catalogues.PutCatalogueAsync(new PutCatalogueRequest(), NodeHost.Call()));

        Assert.Equal("WRONG_PORT", Failures.ReasonOf(failure));
    }

    [Fact]
    public async Task GetCatalogue_BothPorts_Answer()
    {
        await using var node = await NodeHost.StartAsync();

        var query = await node.Catalogues.GetCatalogueAsync(new GetCatalogueRequest(), NodeHost.Call());
        var registry = await node.CatalogueWrites.GetCatalogueAsync(new GetCatalogueRequest(), NodeHost.Call());

        Assert.Equal(query.Version.Version, registry.Version.Version);
    }

    [Fact]
    public async Task HealthAndReflection_BothPorts_Answer()
    {
        await using var node = await NodeHost.StartAsync();
        foreach (var channel in new[] { node.QueryChannel, node.RegistryChannel })
        {
            var health = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), NodeHost.Call());
            using var reflection = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(NodeHost.Call());
            await reflection.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, TestContext.Current.CancellationToken);
            await reflection.ResponseStream.MoveNext(TestContext.Current.CancellationToken);

            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
            Assert.Contains(reflection.ResponseStream.Current.ListServicesResponse.Service, service => service.Name == "creditquery.v1.CreditQueryService");
            await reflection.RequestStream.CompleteAsync();
            Assert.False(await reflection.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task NotOffered_Calls_AnswerUnimplemented()
    {
        await using var node = await NodeHost.StartAsync();
        using var follow = new ReplicationService.ReplicationServiceClient(node.RegistryChannel).Follow(new FollowRequest(), NodeHost.Call());

        var followed = await Assert.ThrowsAsync<RpcException>(() => follow.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.All([followed], failure =>
        {
            Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
            Assert.Equal("NOT_OFFERED", Failures.ReasonOf(failure));
        });
    }
}
