namespace CreditQuery.Rules.Transitions;

/// <summary>What happened to a subject's status. The numbers are those of the contract's StatusEventType.</summary>
public enum StatusChangeKind : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>An entry was put on a list, in whatever state.</summary>
    Listed = 1,

    /// <summary>An entry came into force: a delay, grace or rectification is over.</summary>
    Effective = 2,

    /// <summary>Facts of an entry, or of the subject where no entry is named, changed; no state did.</summary>
    Changed = 3,

    /// <summary>An objection or a stay suspended an entry.</summary>
    Suspended = 4,

    /// <summary>A suspension ended and the entry counts again.</summary>
    Resumed = 5,

    /// <summary>An objection was accepted that marks the entry only.</summary>
    Disputed = 6,

    /// <summary>The recogniser corrected an entry.</summary>
    Corrected = 7,

    /// <summary>An entry was repaired: it is in no answer, for no day.</summary>
    Repaired = 8,

    /// <summary>An entry left its list, or reaches the person no more.</summary>
    Exited = 9,

    /// <summary>The last day of an entry is over.</summary>
    Expired = 10,

    /// <summary>An entry was revoked, or everything of the subject erased: as if it had never been.</summary>
    Revoked = 11,

    /// <summary>A red entry grants incentives from now on.</summary>
    IncentiveGranted = 12,

    /// <summary>A red entry grants no incentives any more: it ended, was suspended, or an adverse entry holds it back.</summary>
    IncentiveStopped = 13,

    /// <summary>A grade began, ended or changed.</summary>
    GradeChanged = 14,

    /// <summary>An entry left its list and is monitored (000 六).</summary>
    MonitoringStarted = 15,

    /// <summary>Monitoring after the exit is over.</summary>
    MonitoringEnded = 16,

    /// <summary>An exemption from an entry's order began.</summary>
    Exempted = 17,

    /// <summary>An exemption was used, released, revoked, or its last day is over.</summary>
    ExemptionEnded = 18,

    /// <summary>A role between a person and a unit began or ended.</summary>
    LinkChanged = 19,

    /// <summary>A subject continues another by recorded decision (信用评价延续).</summary>
    SuccessorLinked = 20,

    /// <summary>Another identifier leads to this subject from now on, or this record went up in another one.</summary>
    AliasMerged = 21,

    /// <summary>Another catalogue counts, or will.</summary>
    CatalogueChanged = 22,
}
