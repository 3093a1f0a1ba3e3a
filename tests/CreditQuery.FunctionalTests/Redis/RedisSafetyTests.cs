using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>What a node says of a Redis that may lose acknowledged changes.</summary>
public sealed class RedisSafetyTests
{
    [Fact]
    public async Task GetLogStatus_RedisMendsItsFile_SaysSoWithTheHeading()
    {
        await using var registry = await OperatorRegistry.MakeAsync();
        await using var node = await registry.StartNodeAsync();

        var warning = Assert.Single((await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Warnings);

        Assert.Equal(("REDIS_MENDS_ITS_FILE", "docs/redis.md#after-a-power-loss"), (warning.Code, warning.Help));
        Assert.Contains(node.Log.Lines, static line => line.Contains("RedisUnsafe", StringComparison.Ordinal) && line.Contains("docs/redis.md#after-a-power-loss", StringComparison.Ordinal));
        Assert.Contains("warning REDIS_MENDS_ITS_FILE", (await OperatorRegistry.RunAsync("log", "status", "--redis", registry.Redis.Endpoint)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetLogStatus_RedisSetAsItShouldBe_SaysNothing()
    {
        await using var registry = await OperatorRegistry.MakeAsync();
        await SetAsync(registry, "aof-load-truncated", "no");
        await using var node = await registry.StartNodeAsync();

        Assert.Empty((await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Warnings);
    }

    [Fact]
    public async Task GetLogStatus_RedisTellsNoSettings_SaysThatItIsNotKnown()
    {
        await using var registry = await OperatorRegistry.MakeAsync();
        await SayAsync(registry, "ACL", "SETUSER", "default", "-config");
        await using var node = await registry.StartNodeAsync();

        var status = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());

        Assert.Equal("unknown", status.Durability);
        Assert.Equal("REDIS_SETTINGS_UNKNOWN", Assert.Single(status.Warnings).Code);
    }

    [Fact]
    public async Task GetLogStatus_RedisEvictsAndSyncsLate_SaysBoth()
    {
        await using var registry = await OperatorRegistry.MakeAsync();
        await SetAsync(registry, "aof-load-truncated", "no");
        await SetAsync(registry, "appendfsync", "everysec");
        await SetAsync(registry, "maxmemory-policy", "volatile-lru");
        await using var node = await registry.StartNodeAsync();

        var status = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());

        Assert.Equal(["REDIS_SYNCS_LATER", "REDIS_EVICTS"], status.Warnings.Select(static warning => warning.Code));
    }

    private static Task SetAsync(OperatorRegistry registry, string name, string value) => SayAsync(registry, "CONFIG", "SET", name, value);

    private static async Task SayAsync(OperatorRegistry registry, params object[] words)
    {
        using var socket = await registry.Redis.ConnectAsync();
        var answer = await socket.SayAsync(words);
        Assert.False(answer.StartsWith('-'), answer);
    }
}
