namespace CreditQuery.Rules.Records;

/// <summary>Marks of a record.</summary>
[Flags]
public enum SubjectFlags : byte
{
    /// <summary>No mark.</summary>
    None = 0,

    /// <summary>The record is an alias: a short record of the index that leads to another; the evaluator never sees one.</summary>
    Alias = 1,

    /// <summary>The record was removed; it stays until no check can be pinned below its revision.</summary>
    Removed = 2,

    /// <summary>The subject was erased by decision; nothing may be put under its key again.</summary>
    Erased = 4,

    /// <summary>More links or slots than are kept: answers are INDETERMINATE, LINKS_TRUNCATED.</summary>
    Truncated = 8,

    /// <summary>A quarantined event names the subject.</summary>
    Quarantined = 16,

    /// <summary>A record that exists only because entries, links or slots need it; no put_subject has described it.</summary>
    Undescribed = 32,

    /// <summary>A link beyond the bound was not kept: Truncated stays, whatever ends later.</summary>
    LinksLost = 64,

    /// <summary>Former names stand in the tail, after the occupations.</summary>
    Renamed = 128,
}
