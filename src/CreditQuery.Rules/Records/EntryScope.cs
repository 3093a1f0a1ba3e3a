namespace CreditQuery.Rules.Records;

/// <summary>Where an entry counts. The numbers are those of the contract.</summary>
/// <remarks>Source: 000 六(六); 001 四(十六)32 (F217).</remarks>
public enum EntryScope : byte
{
    /// <summary>Not stated: as NATIONAL lists of the catalogue say, else LOCAL.</summary>
    Unspecified = 0,

    /// <summary>In its own region and below.</summary>
    Local = 1,

    /// <summary>In its province.</summary>
    Province = 2,

    /// <summary>Everywhere.</summary>
    National = 3,

    /// <summary>In its region and where recognised.</summary>
    Recognised = 4,
}
