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

/// <summary>No checkpoint is sound, and the log no longer begins at the beginning: the node does not start, and removes nothing.</summary>
/// <param name="folder">Folder of the index.</param>
/// <param name="oldest">Oldest revision of the log.</param>
/// <param name="unusable">What is wrong with each checkpoint.</param>
public sealed class CheckpointsUnusableException(string folder, ulong oldest, IReadOnlyList<string> unusable)
    : Exception($"Index:Folder: no checkpoint in {folder} can be used ({(unusable.Count == 0 ? "there is none" : string.Join("; ", unusable))}), and the change log "
        + $"begins at revision {oldest}. Name a peer (Replication:From), import a snapshot (creditq snapshot import), or put a sound copy of the index folder back.");

/// <summary>A checkpoint was written by a later version (UPGRADE_NEEDED): the node does not start, and removes nothing.</summary>
/// <param name="name">Name of the manifest.</param>
/// <param name="found">Its format.</param>
/// <param name="supported">The highest format known here.</param>
public sealed class NewerCheckpointException(string name, int found, int supported)
    : Exception($"Index:Folder: {name} has format {found}; this version reads up to {supported}. Upgrade this node, or move the folder away to build the index again.");

/// <summary>A checkpoint holds more records than fit into memory: the node does not start.</summary>
/// <param name="revision">Revision of the checkpoint.</param>
/// <param name="needed">Bytes of its records.</param>
/// <param name="fits">Bytes that fit.</param>
public sealed class IndexTooSmallException(ulong revision, long needed, long fits)
    : Exception($"Index:RecordMemoryBytes: the checkpoint of revision {revision} holds {needed} bytes of records, and {fits} fit. Raise it.");

/// <summary>Writing the records of a set failed half-way: the index holds a part of it, and neither applies, nor answers newer reads, nor takes checkpoints any more.</summary>
/// <param name="revision">Revision of the set.</param>
/// <param name="cause">What failed.</param>
/// <remarks>No fault of the event: the node ends (APPLY_STOPPED), and a restart applies the set from checkpoint and log.</remarks>
public sealed class IndexBrokenException(ulong revision, Exception cause)
    : Exception($"Writing the records of revision {revision} failed half-way ({cause.GetType().Name}); a restart recovers checkpoint and log.", cause)
{
    /// <summary>Revision of the set.</summary>
    public ulong Revision { get; } = revision;
}

/// <summary>The index is closed, or is being closed: it is loaded again, or the node stops (UNAVAILABLE).</summary>
public sealed class IndexClosedException() : Exception("The index is closed.");
