namespace CreditQuery.Rules.Catalogues;

/// <summary>What a check asks about, as the item union of the contract names it.</summary>
public enum ItemKind : byte
{
    /// <summary>Nothing beyond the scenario.</summary>
    None = 0,

    /// <summary>An administrative approval.</summary>
    Approval = 1,

    /// <summary>A tender.</summary>
    Tender = 2,

    /// <summary>One item of Tables A and B.</summary>
    Consumption = 3,

    /// <summary>A loan.</summary>
    Loan = 4,

    /// <summary>An insurance contract.</summary>
    Insurance = 5,

    /// <summary>An inspection.</summary>
    Inspection = 6,

    /// <summary>A fiscal fund.</summary>
    Fund = 7,

    /// <summary>An award.</summary>
    Award = 8,

    /// <summary>Anything else.</summary>
    Other = 9,
}
