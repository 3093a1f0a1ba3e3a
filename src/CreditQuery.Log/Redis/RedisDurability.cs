using StackExchange.Redis;

namespace CreditQuery.Log.Redis;

/// <summary>What an acknowledgement of Redis survives, as Redis itself says.</summary>
internal static class RedisDurability
{
    /// <summary>Not known: Redis was not asked, or does not tell this user.</summary>
    public const string Unknown = "unknown";

    /// <summary>No append-only file: a restart of Redis loses what no RDB snapshot holds.</summary>
    public const string None = "none";

    /// <summary>Reads it.</summary>
    /// <returns><c>always</c>, <c>everysec</c> or <c>no</c> (the fsync policy of the append-only file); <c>none</c> without such a file; <c>unknown</c> if Redis does not tell.</returns>
    public static async Task<string> ReadAsync(RedisServer server, CancellationToken cancellationToken)
    {
        if (await ConfigAsync(server, "appendonly", cancellationToken) is not { } appendOnly)
        {
            var persistence = await InfoAsync(server, "persistence", "aof_enabled", cancellationToken);
            return persistence == "0" ? None : Unknown;
        }

        return appendOnly == "no" ? None : await ConfigAsync(server, "appendfsync", cancellationToken) ?? Unknown;
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
