namespace CreditQuery.Index;

/// <summary>What a test may let go wrong in the index of its own process, beside the hooks of <see cref="CreditIndexOptions"/>.</summary>
/// <remarks>No option, variable or argument of a node leads here. Source: ADR 0025.</remarks>
internal static class IndexFailpoints
{
    /// <summary>Called when the records of a set are written and its revision is not published; null unless a test program has set it.</summary>
    public static Action? BeforePublish { get; set; }

    /// <summary>A change id is never known.</summary>
    public static bool ForgetsIds { get; set; }

    /// <summary>A checkpoint is compared neither with its checksums nor with the log.</summary>
    public static bool TrustsManifests { get; set; }

    /// <summary>A record newer than the pinned revision is read like any other.</summary>
    public static bool ReadsUnpinned { get; set; }
}
