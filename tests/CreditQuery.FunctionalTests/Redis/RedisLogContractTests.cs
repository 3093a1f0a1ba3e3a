using CreditQuery.Log;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>The log in Redis does what every change log must.</summary>
public sealed class RedisLogContractTests : ChangeLogContract, IAsyncLifetime
{
    private RedisProcess _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisProcess.StartAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    protected override async Task<IChangeLog> OpenAsync() => await new RedisBench(_redis).OpenAsync();
}
