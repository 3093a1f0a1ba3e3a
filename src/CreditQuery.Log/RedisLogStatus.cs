namespace CreditQuery.Log;

/// <summary>Where a log in Redis stands, for operators.</summary>
/// <param name="Poll">Epoch, head and clock.</param>
/// <param name="KeyCheck">Check value of its registry key, hexadecimal.</param>
/// <param name="Oldest">The oldest revision that can be read; head + 1 if none.</param>
/// <param name="Durability">As <see cref="RedisChangeLog.Durability"/>.</param>
public sealed record RedisLogStatus(LogPoll Poll, string KeyCheck, ulong Oldest, string Durability)
{
    /// <summary>Settings under which Redis may lose acknowledged changes.</summary>
    public IReadOnlyList<LogWarning> Warnings { get; init; } = [];
}
