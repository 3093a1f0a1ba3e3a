namespace CreditQuery.Rules.Catalogues;

/// <summary>How binding a measure is (强制性 / 推荐性). The numbers are those of the contract.</summary>
/// <remarks>Source: 001 四(二十)44; no seed puts a single measure into a class, so UNSPECIFIED is a value of the data.</remarks>
public enum Obligation : byte
{
    /// <summary>The paper uses a hard verb and names no law: not mandatory.</summary>
    Unspecified = 0,

    /// <summary>Must be carried out by law.</summary>
    Mandatory = 1,

    /// <summary>May be carried out where adopted.</summary>
    Recommended = 2,
}
