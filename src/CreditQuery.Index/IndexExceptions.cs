namespace CreditQuery.Index;

/// <summary>An event that is not the next one was given to the index.</summary>
/// <param name="applied">Revision applied.</param>
/// <param name="offered">Revision offered.</param>
/// <remarks>A gap is never skipped: the node fills it from the log or stops.</remarks>
public sealed class RevisionGapException(ulong applied, ulong offered)
    : Exception($"Revision {offered} cannot be applied after {applied}: events are applied densely, in order.")
{
    /// <summary>Revision applied.</summary>
    public ulong Applied { get; } = applied;

    /// <summary>Revision offered.</summary>
    public ulong Offered { get; } = offered;
}

/// <summary>An event holds a kind of change that this version does not know (UPGRADE_NEEDED).</summary>
/// <param name="revision">Revision of the event.</param>
/// <remarks>The node stops and never skips the event; a newer version goes on from here.</remarks>
public sealed class UpgradeNeededException(ulong revision)
    : Exception($"Revision {revision} holds a change that this version does not know. Upgrade this node.")
{
    /// <summary>Revision of the event.</summary>
    public ulong Revision { get; } = revision;
}

/// <summary>Another process holds the folder of the index: the node does not start.</summary>
/// <param name="folder">The folder.</param>
/// <param name="cause">What the system said.</param>
public sealed class IndexInUseException(string folder, Exception cause)
    : Exception($"Index:Folder: The index in {folder} is in use by another process, or cannot be locked: {cause.Message}", cause);

/// <summary>The memory for records does not hold the next record (INDEX_FULL): the node stops serving, it never skips an event.</summary>
/// <param name="revision">Revision that does not fit.</param>
public sealed class IndexFullException(ulong revision)
    : Exception($"Revision {revision} does not fit into the memory for records. Raise Index:RecordMemoryBytes.")
{
    /// <summary>Revision that does not fit.</summary>
    public ulong Revision { get; } = revision;
}
