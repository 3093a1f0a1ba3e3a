using StackExchange.Redis;

namespace CreditQuery.Log.Redis;

/// <summary>What an acknowledgement of Redis survives, as Redis itself says.</summary>
internal static class RedisDurability
{
    /// <summary>Not known: Redis was not asked, or does not tell this user.</summary>
    public const string Unknown = "unknown";

    /// <summary>No append-only file: a restart of Redis loses what no RDB snapshot holds.</summary>
    public const string None = "none";

    private static readonly string[] Settings = ["appendonly", "appendfsync", "aof-load-truncated", "maxmemory-policy"];

    /// <summary>Reads it.</summary>
    /// <returns><c>always</c>, <c>everysec</c> or <c>no</c> (the fsync policy of the append-only file); <c>none</c> without such a file; <c>unknown</c> if Redis does not tell;
    /// and what of its settings may lose acknowledged changes.</returns>
    public static async Task<RedisSafety> ReadAsync(RedisServer server, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>();
        foreach (var name in Settings)
        {
            if (await ConfigAsync(server, name, cancellationToken) is { } value)
            {
                settings[name] = value;
            }
        }

        // Some of it Redis also tells whoever may not ask for its settings.
        if (!settings.ContainsKey("appendonly") && await InfoAsync(server, "persistence", "aof_enabled", cancellationToken) == "0")
        {
            settings["appendonly"] = "no";
        }

        if (!settings.ContainsKey("maxmemory-policy") && await InfoAsync(server, "memory", "maxmemory_policy", cancellationToken) is { } policy)
        {
            settings["maxmemory-policy"] = policy;
        }

        return RedisSafety.Of(settings);
    }

    /// <summary>Refuses a Redis that may throw keys of the log away when its memory is full.</summary>
    /// <exception cref="LogUnusableException">It may.</exception>
    public static async Task RequireKeptAsync(RedisServer server, CancellationToken cancellationToken)
    {
        var policy = await InfoAsync(server, "memory", "maxmemory_policy", cancellationToken);
        if (policy is not null && policy.StartsWith("allkeys", StringComparison.Ordinal))
        {
            throw new LogUnusableException(
                server.Where, $"its maxmemory-policy is {policy}, under which Redis may throw the log away. Set maxmemory-policy noeviction.");
        }
    }

    private static async Task<string?> ConfigAsync(RedisServer server, string name, CancellationToken cancellationToken)
    {
        try
        {
            var pair = (RedisResult[])(await server.ExecuteAsync("CONFIG", ["GET", name], cancellationToken))!;
            return pair.Length == 2 ? (string)pair[1]! : null;
        }
        catch (ChangeLogUnavailableException refused) when (refused.InnerException is RedisServerException)
        {
            return null;
        }
    }

    private static async Task<string?> InfoAsync(RedisServer server, string section, string name, CancellationToken cancellationToken)
    {
        try
        {
            var text = (string)(await server.ExecuteAsync("INFO", [section], cancellationToken))!;
            var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal));
            return line?[(name.Length + 1)..].Trim();
        }
        catch (ChangeLogUnavailableException refused) when (refused.InnerException is RedisServerException)
        {
            return null;
        }
    }
}
