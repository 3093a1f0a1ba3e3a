namespace CreditQuery.Log.Redis;

/// <summary>What the readers of a log in Redis share.</summary>
/// <param name="Settings">Settings.</param>
/// <param name="Link">The connection.</param>
/// <param name="Calls">The calls.</param>
/// <param name="Feed">What is pushed.</param>
/// <param name="Known">The head known.</param>
internal sealed record RedisLogParts(RedisSettings Settings, RedisLink Link, RedisLogCalls Calls, RedisFeed Feed, KnownHead Known);
