namespace CreditQuery.Rules.Checks;

/// <summary>Answer about three years without an adverse record (连续三年无不良信用记录). The numbers are those of the contract.</summary>
/// <remarks>Source: 000 三(二); 001 二(四)5.</remarks>
public enum ThreeCleanYears : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>None.</summary>
    Yes = 1,

    /// <summary>There is one.</summary>
    No = 2,

    /// <summary>The unit is younger than three years.</summary>
    TooYoung = 3,

    /// <summary>A needed source covers less than three years, is silent, or the facts are disputed.</summary>
    Unknown = 4,
}
