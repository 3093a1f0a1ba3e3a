namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>Where the log of a history lies.</summary>
internal enum LogSetup
{
    /// <summary>In Redis, flushed before each answer: what is acknowledged is in the log.</summary>
    RedisAlways,

    /// <summary>In Redis, flushed every second: what is acknowledged is in the log or an orphan.</summary>
    RedisEverySecond,

    /// <summary>In files of the one node.</summary>
    Embedded,
}
