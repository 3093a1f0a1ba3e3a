namespace CreditQuery.Rules.Catalogues;

/// <summary>Mode of consumption: one case of the consumption item of the contract.</summary>
/// <remarks>Source: Tables A and B of the catalogue.</remarks>
public enum ConsumptionMode : byte
{
    /// <summary>Not set.</summary>
    None = 0,

    /// <summary>A flight.</summary>
    Air = 1,

    /// <summary>A train journey.</summary>
    Rail = 2,

    /// <summary>A passage by ship.</summary>
    Ship = 3,

    /// <summary>A stay in a hotel.</summary>
    Hotel = 4,

    /// <summary>Real estate.</summary>
    RealEstate = 5,

    /// <summary>Lease of an office.</summary>
    OfficeLease = 6,

    /// <summary>Purchase of a vehicle.</summary>
    Vehicle = 7,

    /// <summary>Tourism and holidays.</summary>
    Tour = 8,

    /// <summary>School fees, asked about the payer.</summary>
    School = 9,

    /// <summary>An insurance product.</summary>
    InsuranceProduct = 10,

    /// <summary>A venue.</summary>
    Venue = 11,
}
