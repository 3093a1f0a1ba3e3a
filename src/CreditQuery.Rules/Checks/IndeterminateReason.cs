namespace CreditQuery.Rules.Checks;

/// <summary>Why an answer is INDETERMINATE. The numbers are those of the contract.</summary>
public enum IndeterminateReason : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>The identifier is invalid or ambiguous, or the name contradicts the record.</summary>
    IdentityUnusable = 1,

    /// <summary>Older than the max_staleness of the request.</summary>
    Stale = 2,

    /// <summary>The revision in at_least was not reached within wait.</summary>
    NotYetApplied = 3,

    /// <summary>at_least names another epoch.</summary>
    EpochChanged = 4,

    /// <summary>A list type that the scenario requires has no source here.</summary>
    ListNotLoaded = 5,

    /// <summary>A required source has been silent for longer than it promises.</summary>
    SourceSilent = 6,

    /// <summary>The subject has more links than are followed.</summary>
    LinksTruncated = 7,

    /// <summary>The scenario does not apply to this kind of subject.</summary>
    NotApplicable = 8,

    /// <summary>A quarantined change names this subject.</summary>
    QuarantinedChange = 9,

    /// <summary>The record is no longer in memory and cold reads are off.</summary>
    NotInMemory = 10,

    /// <summary>An entry that counts in a region only would change the answer, and the check names no region.</summary>
    RegionRequired = 11,

    /// <summary>The scenario or a row depends on the kind of the subject, which neither a record nor the identifier tells.</summary>
    KindUnknown = 12,
}
