namespace CreditQuery.Rules.Records;

/// <summary>State of a commitment (信用承诺) as recorded.</summary>
public enum CommitmentState : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>Open.</summary>
    Open = 1,

    /// <summary>Kept.</summary>
    Kept = 2,

    /// <summary>Broken.</summary>
    Broken = 3,
}
