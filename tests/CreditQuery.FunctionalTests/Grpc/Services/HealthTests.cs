using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Serving = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace CreditQuery.FunctionalTests.Grpc.Services;

/// <summary>Rows G1 to G4 of docs/grpc.md: the health service.</summary>
public sealed class HealthTests
{
    private readonly HealthServiceImpl _health = new();

    [Fact]
    public async Task Check_KnownAndUnknown_IsTheStatusOrNotFound()
    {
        await using var server = await StartAsync();
        using var channel = server.OpenChannel();
        var client = new Health.HealthClient(channel);
        _health.SetStatus("", Serving.Serving);
        _health.SetStatus("a.B", Serving.NotServing);

        Assert.Equal(Serving.Serving, (await client.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal(Serving.NotServing, client.Check(new HealthCheckRequest { Service = "a.B" }).Status);
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => client.CheckAsync(new HealthCheckRequest { Service = "missing" }).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task Watch_UnknownService_TellsItAndLaterChangesAndStaysOpen()
    {
        await using var server = await StartAsync();
        using var channel = server.OpenChannel();
        using var call = new Health.HealthClient(channel).Watch(new HealthCheckRequest { Service = "late" });

        Assert.Equal(Serving.ServiceUnknown, await NextAsync(call));
        _health.SetStatus("late", Serving.Serving);
        Assert.Equal(Serving.Serving, await NextAsync(call));
        _health.SetStatus("late", Serving.Serving);
        _health.SetStatus("late", Serving.NotServing);
        Assert.Equal(Serving.NotServing, await NextAsync(call));
        _health.ClearAll();
        Assert.Equal(Serving.ServiceUnknown, await NextAsync(call));
    }

    [Fact]
    public async Task Watch_ManyChangesBeforeARead_TheLastArrives()
    {
        await using var server = await StartAsync();
        using var channel = server.OpenChannel();
        using var call = new Health.HealthClient(channel).Watch(new HealthCheckRequest { Service = "x" });
        await NextAsync(call);
        for (var i = 0; i < 1000; i++)
        {
            _health.SetStatus("x", i % 2 == 0 ? Serving.NotServing : Serving.Serving);
        }

        _health.SetStatus("x", Serving.Unknown);

        while (await NextAsync(call) != Serving.Unknown)
        {
            // States in between may come or not.
        }
    }

    [Fact]
    public async Task List_AllServices_UpToAHundred()
    {
        await using var server = await StartAsync();
        using var channel = server.OpenChannel();
        var client = new Health.HealthClient(channel);
        for (var i = 0; i < 100; i++)
        {
            _health.SetStatus($"s{i}", Serving.Serving);
        }

        Assert.Equal(100, (await client.ListAsync(new HealthListRequest())).Statuses.Count);
        _health.SetStatus("one more", Serving.Serving);
        var failure = await Assert.ThrowsAsync<RpcException>(() => client.ListAsync(new HealthListRequest()).ResponseAsync);
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    private static async Task<Serving> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(TimeSpan.FromSeconds(10)));
        return call.ResponseStream.Current.Status;
    }

    private Task<ProbeServer> StartAsync() => ProbeServer.StartAsync(
        services: services => services.AddSingleton(_health),
        map: static endpoints => endpoints.MapGrpcService<HealthServiceImpl>());
}
