namespace CreditQuery.Rules.Catalogues;

/// <summary>Signal for a bank or insurer, which decides by itself.</summary>
/// <remarks>Source: 000 四(二); 国办发〔2020〕49号.</remarks>
public enum PriceSignal : byte
{
    /// <summary>No signal.</summary>
    None = 0,

    /// <summary>Speaks for the subject.</summary>
    Favourable = 1,

    /// <summary>Speaks against the subject.</summary>
    Adverse = 2,

    /// <summary>Speaks strongly against the subject.</summary>
    Severe = 3,
}
