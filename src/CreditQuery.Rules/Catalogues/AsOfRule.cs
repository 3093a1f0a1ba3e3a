namespace CreditQuery.Rules.Catalogues;

/// <summary>Which days a scenario may be asked about.</summary>
/// <remarks>Source: 002 四(二)10; 法〔2016〕285号.</remarks>
public enum AsOfRule : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>Today or a later day within a year.</summary>
    Today = 1,

    /// <summary>Past days within a year too: the day of bid evaluation.</summary>
    EvaluationDay = 2,
}
