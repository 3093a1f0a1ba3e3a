namespace CreditQuery.Server.Continuity;

/// <summary>How a shared log turned out not to be the one that this node has applied.</summary>
internal enum DivergenceKind
{
    /// <summary>Not known.</summary>
    Unspecified = 0,

    /// <summary>Its head is behind the index: it lost events.</summary>
    Behind = 1,

    /// <summary>It has another event at a revision that is applied here.</summary>
    OtherHistory = 2,

    /// <summary>It has another epoch: it was made anew.</summary>
    OtherEpoch = 3,

    /// <summary>It was made with another registry key.</summary>
    OtherKey = 4,

    /// <summary>No log is there.</summary>
    NoLog = 5,

    /// <summary>It is the one applied, and was trimmed beyond this node, which was behind for too long.</summary>
    LeftBehind = 6,
}
