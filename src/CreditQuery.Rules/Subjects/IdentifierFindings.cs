namespace CreditQuery.Rules.Subjects;

/// <summary>What was noticed about an identifier (标识). Bit n stands for the value n of the contract's <c>IdentifierFinding</c>.</summary>
/// <remarks>Source: functions.md (c), check rules and traps.</remarks>
[Flags]
public enum IdentifierFindings
{
    /// <summary>Nothing: the identifier was written as the standard says and its check character fits.</summary>
    None = 0,

    /// <summary>The check character is wrong; early pilot codes are like that, so the record is still looked up.</summary>
    BadCheckCharacter = 1 << 1,

    /// <summary>The characters were normalised: width, case, spaces, dash, a letter O or I written for a digit.</summary>
    Normalised = 1 << 2,

    /// <summary>A 15-digit citizen number was extended to 18.</summary>
    Extended15To18 = 1 << 3,

    /// <summary>The wrong length for its type.</summary>
    BadLength = 1 << 4,

    /// <summary>A character that the type does not allow at its place.</summary>
    BadCharacter = 1 << 5,

    /// <summary>The date of birth in it does not exist.</summary>
    ImpossibleDate = 1 << 6,

    /// <summary>The organisation code inside a unified code fails its own check.</summary>
    BadInnerOrgCode = 1 << 7,

    /// <summary>The type has no check character; the form alone was verified.</summary>
    NotCheckable = 1 << 8,

    /// <summary>The name stated with it is a former name of the subject.</summary>
    FormerName = 1 << 9,

    /// <summary>Findings that make an identifier unusable (INVALID_IDENTIFIER).</summary>
    Fatal = BadLength | BadCharacter | ImpossibleDate,
}
