namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL of a node at a named place of its code.</summary>
    KilledAtFailpoint,

    /// <summary>A thread of a node stands still at a named place.</summary>
    DelayedAtFailpoint,

    /// <summary>SIGKILL of a node.</summary>
    NodeKilled,

    /// <summary>SIGSTOP of a node, then SIGCONT.</summary>
    NodeStopped,

    /// <summary>A node dies, and its disk loses what was not synced.</summary>
    NodeLosesPower,

    /// <summary>A node dies, and its newest checkpoint is damaged before it starts again.</summary>
    CheckpointDamaged,

    /// <summary>A node's disk is full for a while.</summary>
    DiskFull,

    /// <summary>A node's wall clock steps.</summary>
    ClockStepped,

    /// <summary>SIGKILL of Redis.</summary>
    RedisKilled,

    /// <summary>Redis dies with the power: the end of its file is torn or gone.</summary>
    RedisLosesPower,

    /// <summary>SIGSTOP of Redis, then SIGCONT.</summary>
    RedisStopped,

    /// <summary>Redis takes no more for a while.</summary>
    RedisFull,

    /// <summary>The clock by which Redis records steps.</summary>
    RedisClockStepped,

    /// <summary>Connections of subscribers are cut.</summary>
    PushesDropped,

    /// <summary>Events are published again, out of order, and damaged.</summary>
    PushesMixed,

    /// <summary>A node's connections to Redis are cut and refused.</summary>
    NetworkCut,

    /// <summary>A node's connections to Redis are slow.</summary>
    NetworkSlow,

    /// <summary>A node's connections to Redis swallow what is sent.</summary>
    NetworkSilent,
}
