using CreditQuery.Log.Redis;

namespace CreditQuery.UnitTests.Log.Redis;

/// <summary>Which settings of Redis may lose acknowledged changes.</summary>
public sealed class RedisSafetyTests
{
    [Theory]
    [InlineData("yes", "always", "no", "noeviction", "always", "")]
    [InlineData("yes", "everysec", "no", "noeviction", "everysec", "REDIS_SYNCS_LATER")]
    [InlineData("yes", "no", "no", "noeviction", "no", "REDIS_DOES_NOT_SYNC")]
    [InlineData("no", "always", "yes", "noeviction", "none", "REDIS_KEEPS_NO_FILE")]
    [InlineData("yes", "always", "yes", "noeviction", "always", "REDIS_MENDS_ITS_FILE")]
    [InlineData("yes", "always", "no", "volatile-ttl", "always", "REDIS_EVICTS")]
    [InlineData(null, null, null, "noeviction", "unknown", "REDIS_SETTINGS_UNKNOWN")]
    [InlineData("yes", "everysec", "yes", "allkeys-lru", "everysec", "REDIS_SYNCS_LATER REDIS_MENDS_ITS_FILE REDIS_EVICTS")]
    public void Of_Settings_DurabilityAndWarnings(string? file, string? sync, string? mends, string? evicts, string durability, string warnings)
    {
        var settings = new (string Name, string? Value)[] { ("appendonly", file), ("appendfsync", sync), ("aof-load-truncated", mends), ("maxmemory-policy", evicts) }
            .Where(static setting => setting.Value is not null)
            .ToDictionary(static setting => setting.Name, static setting => setting.Value!);

        var safety = RedisSafety.Of(settings);

        Assert.Equal(durability, safety.Durability);
        Assert.Equal(warnings, string.Join(' ', safety.Warnings.Select(static warning => warning.Code)));
        Assert.All(safety.Warnings, static warning => Assert.StartsWith("docs/redis.md#", warning.Help, StringComparison.Ordinal));
    }
}
