namespace CreditQuery.Rules.Checks;

/// <summary>The closed list of reasons of a <see cref="PlanError"/>, as ErrorInfo carries them.</summary>
public static class PlanErrorReasons
{
    /// <summary>The catalogue has no such scenario.</summary>
    public const string UnknownScenario = "UNKNOWN_SCENARIO";

    /// <summary>The scenario needs an item.</summary>
    public const string ItemRequired = "ITEM_REQUIRED";

    /// <summary>The item does not fit the scenario.</summary>
    public const string ItemDoesNotFit = "ITEM_DOES_NOT_FIT";

    /// <summary>A field of the item has a value that neither the contract nor the catalogue knows.</summary>
    public const string UnknownItem = "UNKNOWN_ITEM";

    /// <summary>Rows of the scenario depend on the region, and none was stated.</summary>
    public const string RegionRequired = "REGION_REQUIRED";

    /// <summary>Not a code of GB/T 2260.</summary>
    public const string UnknownRegion = "UNKNOWN_REGION";

    /// <summary>Not a civil day.</summary>
    public const string InvalidDay = "INVALID_DAY";

    /// <summary>The day is more than a year away, or past where the scenario answers about today.</summary>
    public const string DayOutOfRange = "DAY_OUT_OF_RANGE";

    /// <summary>The role of a party is none of the scenario's.</summary>
    public const string UnknownPartyRole = "UNKNOWN_PARTY_ROLE";
}
