namespace CreditQuery.Rules.Catalogues;

/// <summary>What a scenario answers beyond the conclusion.</summary>
public enum AdviceKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A decision on one item of consumption.</summary>
    Consumption = 1,

    /// <summary>Bonus points, consortium.</summary>
    Tender = 2,

    /// <summary>Green channel, deficiency, commitment.</summary>
    Approval = 3,

    /// <summary>A signal for a bank or insurer.</summary>
    Pricing = 4,

    /// <summary>Level and factor of inspection.</summary>
    Inspection = 5,

    /// <summary>Eligible or not, flags.</summary>
    Other = 6,
}
