namespace CreditQuery.Server.Applying;

/// <summary>Places of a node at which a test lets its process die or stand still.</summary>
internal enum ServerFailpoint
{
    /// <summary>An event is read from the log, and kept where the log is shared, and not applied.</summary>
    BeforeApply,

    /// <summary>It is applied, and the caller is not told.</summary>
    AfterApply,

    /// <summary>A checkpoint is about to be taken.</summary>
    BeforeCheckpoint,

    /// <summary>The index has its checkpoint; tail and log have not been told.</summary>
    AfterCheckpoint,

    /// <summary>The checkpoint that a compaction needs is taken, and nothing is copied.</summary>
    BeforeCompaction,

    /// <summary>A compaction has given up its last page, and no checkpoint is taken since.</summary>
    AfterCompaction,

    /// <summary>A poll is answered and not compared.</summary>
    HeadPolled,

    /// <summary>Orphans are saved, and the tail still holds them.</summary>
    OrphansSaved,

    /// <summary>What was loaded is closed after a divergence, and nothing is loaded again.</summary>
    Reloading,

    /// <summary>A peer's checkpoint is received whole, and not put in the place of the index.</summary>
    PeerCheckpointReceived,
}
