using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Applying;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace CreditQuery.FunctionalTests.Shared;

/// <summary>A node that was cut off until the log was trimmed beyond what it had applied.</summary>
public sealed class LeftBehindTests : IAsyncDisposable
{
    private const int Lost = 30;

    private RedisProcess _redis = null!;
    private TcpProxy _proxy = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Follow_LogTrimmedBeyondTheNode_TakesAPeersCheckpointAndGoesOn()
    {
        await using var registry = await StartAsync();
        var peer = await registry.StartNodeAsync(("Replication:AllowLoopbackWithoutTls", "true"));
        var slow = await registry.StartNodeAsync(("Log:Redis:Endpoints", _proxy.Endpoint), ("Replication:From", peer.RegistryAddress));
        await LeaveBehindAsync(registry, peer, slow);

        await slow.Log.SeenAsync("PeerCheckpointTaken");
        await slow.Log.SeenAsync("PeerJournalTaken");
        await slow.Log.SeenAsync("LoadedAgain");
        using var health = slow.Health.Watch(new HealthCheckRequest(), NodeHost.Call());
        await health.WaitForAsync(ServingStatus.Serving);
        await registry.WriteAsync(slow, from: 200, count: 1);
        await registry.LevelAsync();

        foreach (var person in (int[])[1, Lost, Lost + 5, 200])
        {
            Assert.Equal(Conclusion.Block, (await slow.CheckAsync(RedisRegistry.CheckOf(person))).Conclusion);
        }

        Assert.Empty(await RedisRegistry.OrphansAsync(slow));
    }

    [Fact]
    public async Task Follow_LogTrimmedBeyondTheNodeWithoutAPeer_StopsServingAndSaysWhy()
    {
        await using var registry = await StartAsync();
        var writer = await registry.StartNodeAsync();
        var slow = await registry.StartNodeAsync(("Log:Redis:Endpoints", _proxy.Endpoint));
        await LeaveBehindAsync(registry, writer, slow);

        await slow.Log.SeenAsync("NotLoadedAgain");
        using var health = slow.Health.Watch(new HealthCheckRequest(), NodeHost.Call());
        await health.WaitForAsync(ServingStatus.NotServing);
        var failure = await Assert.ThrowsAsync<RpcException>(() => slow.CheckAsync(RedisRegistry.CheckOf(1)));

        Assert.Equal("LOG_DIVERGED", Failures.ReasonOf(failure));
        Assert.Contains("Name a peer (Replication:From)", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(Conclusion.Block, (await writer.CheckAsync(RedisRegistry.CheckOf(1))).Conclusion);
    }

    private async Task<RedisRegistry> StartAsync()
    {
        _redis = await RedisProcess.StartDurableAsync();
        _proxy = new TcpProxy(_redis.Port);
        var registry = new RedisRegistry(_redis);
        await registry.InitialiseAsync();
        return registry;
    }

    private async Task LeaveBehindAsync(RedisRegistry registry, NodeHost writer, NodeHost slow)
    {
        slow.Log.Expected.Add("LeftBehind");
        await registry.WriteAsync(writer, from: 1, count: 3);
        await registry.LevelAsync();

        // Broken as well: what was pushed must not wait in a connection for the end of the outage.
        _proxy.Hold();
        _proxy.Break();
        await registry.WriteAsync(writer, from: 4, count: Lost + 10);
        var parts = writer.Services.GetRequiredService<Server.Hosting.Node>().Require();
        await writer.Services.GetRequiredService<Checkpoints>().TakeAsync(parts, Token);
        using (var socket = await _redis.ConnectAsync())
        {
            var trimmed = await socket.SayAsync("XTRIM", "{creditquery:shared}:log", "MINID", $"{Lost}-0");
            Assert.False(trimmed.StartsWith('-'), trimmed);
        }

        _proxy.Release();
        await slow.Log.SeenAsync("LeftBehind");
    }
}
