namespace CreditQuery.Index.Checkpoints;

/// <summary>The steps of a checkpoint, after each of which a test may let the process die.</summary>
internal enum CheckpointStep
{
    /// <summary>The records are written by the store.</summary>
    RecordsWritten,

    /// <summary>The records are synced.</summary>
    RecordsSynced,

    /// <summary>The state is durable.</summary>
    StateWritten,

    /// <summary>The manifest is durable: the checkpoint exists.</summary>
    ManifestWritten,

    /// <summary>Older checkpoints are gone.</summary>
    OlderRemoved,
}
