namespace CreditQuery.Server.Hosting;

/// <summary>Where the node stands in its life.</summary>
internal enum NodePhase
{
    /// <summary>Not known.</summary>
    Unspecified = 0,

    /// <summary>Checkpoint and tail are being loaded.</summary>
    Loading = 1,

    /// <summary>Loaded and following the log.</summary>
    Serving = 2,

    /// <summary>The log can no longer be applied.</summary>
    Stopped = 3,

    /// <summary>The shared log is not the one that was applied; the node loads again.</summary>
    Diverged = 5,

    /// <summary>Told to stop; calls under way may end.</summary>
    Draining = 4,
}
