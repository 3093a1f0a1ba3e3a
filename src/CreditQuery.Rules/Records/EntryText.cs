namespace CreditQuery.Rules.Records;

/// <summary>Texts of an entry, in the order in which they stand in the tail, each ended by a zero byte.</summary>
public enum EntryText
{
    /// <summary>Entry id: issuer code, a colon, the local id.</summary>
    EntryId = 0,

    /// <summary>Document number of the decision.</summary>
    DecisionNo = 1,

    /// <summary>Deciding authority, a department code.</summary>
    DecisionAuthority = 2,

    /// <summary>Cause code.</summary>
    CauseCode = 3,

    /// <summary>Cause in words.</summary>
    CauseText = 4,

    /// <summary>Contact of the recognising department.</summary>
    Contact = 5,

    /// <summary>Resolution of the expert or joint meeting.</summary>
    ResolutionRef = 6,

    /// <summary>List type code.</summary>
    ListType = 7,

    /// <summary>Severity scheme code.</summary>
    SeverityScheme = 8,

    /// <summary>Severity value code.</summary>
    Severity = 9,

    /// <summary>Number of the notice or decision that ended the entry, and its reason, after a line feed.</summary>
    Ending = 10,

    /// <summary>Amount, decimal CNY.</summary>
    Amount = 11,
}
