using Microsoft.Extensions.Logging;

namespace CreditQuery.Log.Redis;

/// <summary>What every part of a log in Redis needs: options, keys, clock, logger; and the epoch once it is known.</summary>
internal sealed class RedisSettings(RedisLogOptions options, int maxPendingBytes, ReadOnlyMemory<byte> keyCheck, TimeProvider time, ILogger logger)
{
    /// <summary>The options.</summary>
    public RedisLogOptions Options => options;

    /// <summary>Bytes that may wait for Redis.</summary>
    public int MaxPendingBytes => maxPendingBytes;

    /// <summary>Names of the keys.</summary>
    public RedisKeys Keys { get; } = new(options.Registry);

    /// <summary>The registry key's check value, lower-case hexadecimal, as it stands in the header.</summary>
    public string KeyCheck { get; } = Convert.ToHexStringLower(keyCheck.Span);

    /// <summary>Deadlines and pauses run by this clock; log time is that of Redis.</summary>
    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>Deadline of one call.</summary>
    public TimeSpan CallTimeout => options.CallTimeout;

    /// <summary>The epoch that is followed; empty until the log is open.</summary>
    public string Epoch { get; set; } = "";

    /// <summary>The append script; tests bring instrumented ones.</summary>
    public RedisScript Append { get; init; } = RedisScript.Append;

    /// <summary>The addresses, in the order of the options.</summary>
    public string[] Endpoints => options.Endpoints.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Registry and addresses, for messages.</summary>
    public string Where => WhereAt(options.Endpoints);

    /// <summary>Registry and one address, for messages.</summary>
    public string WhereAt(string endpoint) => $"Redis {endpoint}, registry {options.Registry}";
}
