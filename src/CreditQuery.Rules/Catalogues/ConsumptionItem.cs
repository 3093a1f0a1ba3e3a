namespace CreditQuery.Rules.Catalogues;

/// <summary>An item of consumption that a list or order may limit. The number is the item's bit in records.</summary>
/// <remarks>Closed: the numbers are part of the record format. Source: 法释〔2015〕17号 第三条; Tables A and B of the catalogue.</remarks>
public enum ConsumptionItem : byte
{
    /// <summary>Civil aircraft, any cabin.</summary>
    Air = 0,

    /// <summary>Trains of class G.</summary>
    RailG = 1,

    /// <summary>Other EMU trains: D, C, S.</summary>
    RailEmu = 2,

    /// <summary>EMU sleeper.</summary>
    RailEmuSleeper = 3,

    /// <summary>Ordinary trains.</summary>
    RailOrdinary = 4,

    /// <summary>Ship.</summary>
    Ship = 5,

    /// <summary>Hotel.</summary>
    Hotel = 6,

    /// <summary>Purchase of real estate.</summary>
    RealEstatePurchase = 7,

    /// <summary>Building, extending, luxury renovation.</summary>
    RealEstateBuild = 8,

    /// <summary>Lease of a high-grade office.</summary>
    OfficeLease = 9,

    /// <summary>Purchase of a vehicle not needed for business.</summary>
    Vehicle = 10,

    /// <summary>Tourism and holidays.</summary>
    Tour = 11,

    /// <summary>Group tour abroad.</summary>
    GroupExitTour = 12,

    /// <summary>High-fee private school, about the payer.</summary>
    School = 13,

    /// <summary>Insurance product with cash value or high premium.</summary>
    InsuranceProduct = 14,

    /// <summary>Night club, golf course.</summary>
    NightclubGolf = 15,

    /// <summary>Leaving the country: only by its own order.</summary>
    Exit = 16,

    /// <summary>No item.</summary>
    None = 255,
}
