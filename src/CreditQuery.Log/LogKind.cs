namespace CreditQuery.Log;

/// <summary>Where the change log lies.</summary>
public enum LogKind
{
    /// <summary>In files of this node, which is its only writer.</summary>
    Embedded = 0,

    /// <summary>In Redis, shared by several nodes.</summary>
    Redis = 1,
}
