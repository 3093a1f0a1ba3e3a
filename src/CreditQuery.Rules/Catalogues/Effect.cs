namespace CreditQuery.Rules.Catalogues;

/// <summary>What a measure does to the decision. The numbers are those of the contract.</summary>
public enum Effect : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>Stands in the way.</summary>
    Block = 1,

    /// <summary>Is to be weighed.</summary>
    Caution = 2,

    /// <summary>A signal for pricing; the institution decides.</summary>
    PriceSignal = 3,

    /// <summary>Speaks for the subject.</summary>
    Prefer = 4,

    /// <summary>Bonus points by a scheme.</summary>
    Bonus = 5,

    /// <summary>Changes how often is inspected.</summary>
    Frequency = 6,

    /// <summary>For information: listed under references.</summary>
    Inform = 7,
}
