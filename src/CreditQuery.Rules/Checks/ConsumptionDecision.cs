namespace CreditQuery.Rules.Checks;

/// <summary>Answer about one item of consumption. The numbers are those of the contract.</summary>
/// <remarks>Source: Tables A and B of the catalogue; architecture, chapter 4.</remarks>
public enum ConsumptionDecision : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>Allowed.</summary>
    Allowed = 1,

    /// <summary>Restricted.</summary>
    Restricted = 2,

    /// <summary>Only suspended limits were found.</summary>
    Suspended = 3,

    /// <summary>Exempted for this item on this day.</summary>
    Exempted = 4,

    /// <summary>No source settles this class, or no lawful answer can be given.</summary>
    Undetermined = 5,
}
