namespace CreditQuery.Log.Redis;

/// <summary>What Redis says of how it keeps the log.</summary>
/// <param name="Durability">As <see cref="RedisChangeLog.Durability"/>.</param>
/// <param name="Warnings">What may lose acknowledged changes.</param>
internal sealed record RedisSafety(string Durability, IReadOnlyList<LogWarning> Warnings)
{
    private const string SettingUp = "docs/redis.md#setting-it-up";

    /// <summary>Before Redis was asked.</summary>
    public static RedisSafety Unknown { get; } = new(RedisDurability.Unknown, []);

    /// <summary>Judges settings.</summary>
    /// <param name="settings">Settings of Redis by name; one that it does not tell is missing.</param>
    public static RedisSafety Of(IReadOnlyDictionary<string, string> settings)
    {
        var keepsFile = settings.GetValueOrDefault("appendonly");
        var durability = keepsFile switch
        {
            null => RedisDurability.Unknown,
            "no" => RedisDurability.None,
            _ => settings.GetValueOrDefault("appendfsync") ?? RedisDurability.Unknown,
        };
        var warnings = new List<LogWarning>();
        switch (durability)
        {
            case RedisDurability.None:
                warnings.Add(new("REDIS_KEEPS_NO_FILE", "Redis keeps no append-only file (appendonly no): its next restart loses the log.", SettingUp));
                break;
            case "no":
                warnings.Add(new("REDIS_DOES_NOT_SYNC", "Redis leaves it to the system when its file reaches the disk (appendfsync no): a crash of the machine may take half a minute of acknowledged changes.", SettingUp));
                break;
            case "everysec":
                warnings.Add(new("REDIS_SYNCS_LATER", "Redis acknowledges before its file is on the disk (appendfsync everysec): a crash of the machine may take the last second.", SettingUp));
                break;
        }

        if (keepsFile == "yes" && settings.GetValueOrDefault("aof-load-truncated") == "yes")
        {
            warnings.Add(new(
                "REDIS_MENDS_ITS_FILE", "Redis loads a torn file by itself (aof-load-truncated yes): after a loss of power an acknowledged change may be lost at the start after next.", "docs/redis.md#after-a-power-loss"));
        }

        if (settings.GetValueOrDefault("maxmemory-policy") is { } policy && policy != "noeviction")
        {
            warnings.Add(new("REDIS_EVICTS", $"Redis throws keys away when its memory is full (maxmemory-policy {policy}): a change that is repeated may then be appended twice.", SettingUp));
        }

        if (keepsFile is null || !settings.ContainsKey("aof-load-truncated"))
        {
            warnings.Add(new("REDIS_SETTINGS_UNKNOWN", "Redis does not tell this node its settings (CONFIG GET): whether it may lose acknowledged changes is not known.", SettingUp));
        }

        return new RedisSafety(durability, warnings);
    }
}
