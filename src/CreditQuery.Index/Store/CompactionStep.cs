namespace CreditQuery.Index.Store;

/// <summary>The steps of a compaction, after each of which a test may let the process die or stand still.</summary>
internal enum CompactionStep
{
    /// <summary>The newest records of a page stand at the end as well; readers may still be in the page.</summary>
    PageCopied,

    /// <summary>A page is given up, and a checkpoint on the disk still begins with it.</summary>
    PageGivenUp,
}
