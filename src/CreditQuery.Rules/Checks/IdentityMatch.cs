namespace CreditQuery.Rules.Checks;

/// <summary>How the identifier led, or did not lead, to a record. The numbers are those of the contract.</summary>
public enum IdentityMatch : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>Found under the identifier given.</summary>
    Matched = 1,

    /// <summary>Found under an older or other identifier of the same subject.</summary>
    MatchedByAlias = 2,

    /// <summary>Found, but the name given is not the recorded one.</summary>
    NameMismatch = 3,

    /// <summary>More than one type fits and leads to different records.</summary>
    Ambiguous = 4,

    /// <summary>A valid identifier without a record. Not the same as clean.</summary>
    NoRecord = 5,

    /// <summary>The identifier fits no form, or its form is impossible.</summary>
    InvalidIdentifier = 6,
}
