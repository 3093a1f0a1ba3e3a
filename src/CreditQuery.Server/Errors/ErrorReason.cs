namespace CreditQuery.Server.Errors;

/// <summary>Why a call failed: the closed list of <c>google.rpc.ErrorInfo</c> reasons (domain <c>creditquery</c>), described in docs/errors.md.</summary>
/// <remarks>The name on the wire is the member in upper snake case. Members are added, never renamed.</remarks>
internal enum ErrorReason
{
    /// <summary>Never sent.</summary>
    Unspecified = 0,

    /// <summary>A field is missing, too long or not of its form.</summary>
    InvalidField,

    /// <summary>The scenario is not in the catalogue in force.</summary>
    UnknownScenario,

    /// <summary>The scenario needs an item.</summary>
    ItemRequired,

    /// <summary>The item does not fit the scenario.</summary>
    ItemDoesNotFit,

    /// <summary>A value of the item is known neither to the contract nor to the catalogue.</summary>
    UnknownItem,

    /// <summary>The scenario needs a region.</summary>
    RegionRequired,

    /// <summary>Not a region of GB/T 2260.</summary>
    UnknownRegion,

    /// <summary>Not a civil day.</summary>
    InvalidDay,

    /// <summary>The day is more than a year away, or past where the scenario answers about today.</summary>
    DayOutOfRange,

    /// <summary>The role of a party is none of the scenario's.</summary>
    UnknownPartyRole,

    /// <summary>A natural person is asked about without purpose.</summary>
    PurposeRequired,

    /// <summary>A natural person is asked about without operator_id.</summary>
    OperatorRequired,

    /// <summary>A natural person is asked about in a must-check scenario without work_item_no.</summary>
    WorkItemRequired,

    /// <summary>A field that only the change log sets was set by the caller.</summary>
    SealedField,

    /// <summary>An identifier of a person stands where none may stand.</summary>
    PersonalData,

    /// <summary>More items, changes or bytes than a call may carry.</summary>
    TooLarge,

    /// <summary>The answer would be larger than a message may be.</summary>
    AnswerTooLarge,

    /// <summary>Too many checks wait for a revision.</summary>
    TooManyWaiters,

    /// <summary>The index is still being loaded.</summary>
    NotReady,

    /// <summary>The node stopped applying the change log; GetLogStatus and the log say why.</summary>
    ApplyStopped,

    /// <summary>The change log is not, or no longer, the one that this node had applied; it loads again.</summary>
    LogDiverged,

    /// <summary>The index has no room for new entries; changes that lift a burden still go in.</summary>
    IndexFull,

    /// <summary>The disk of the change log is full.</summary>
    DiskFull,

    /// <summary>Too many bytes wait for the disk of the change log.</summary>
    LogBusy,

    /// <summary>The change log cannot be written.</summary>
    LogUnavailable,

    /// <summary>The clock of the node has leapt and no caller's clock has confirmed it.</summary>
    ClockSuspect,

    /// <summary>The catalogue file is invalid.</summary>
    CatalogueInvalid,

    /// <summary>The log has no catalogue of this version or day.</summary>
    UnknownCatalogue,

    /// <summary>The call belongs on the other port.</summary>
    WrongPort,

    /// <summary>Not offered by this version.</summary>
    NotOffered,

    /// <summary>The caller's certificate is not among the peers of the node.</summary>
    NoPeer,

    /// <summary>The checkpoint asked for, or what was read of the journal, is no longer there.</summary>
    SnapshotGone,

    /// <summary>Enough peers read checkpoints already.</summary>
    SnapshotBusy,

    /// <summary>The checkpoint of the node, or its journal, is damaged at rest.</summary>
    SnapshotDamaged,

    /// <summary>The node follows another log.</summary>
    OtherEpoch,

    /// <summary>The log no longer holds the revision asked for.</summary>
    RevisionTrimmed,

    /// <summary>The history that the caller knows is not that of the log.</summary>
    OtherHistory,

    /// <summary>The node is shutting down; ask another one or try again.</summary>
    ShuttingDown,

    /// <summary>A fault of the service; the log of the node has the details.</summary>
    Internal,
}
