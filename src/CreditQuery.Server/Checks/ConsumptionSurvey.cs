using System.Globalization;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;

namespace CreditQuery.Server.Checks;

/// <summary>One item for every row of Tables A and B: who asks about a subject without an item learns what any item would meet.</summary>
internal static class ConsumptionSurvey
{
    /// <summary>Gives the items.</summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <returns>One per row, by the first values that the row matches.</returns>
    public static IEnumerable<CheckItem> Items(Catalogue catalogue) => catalogue.ConsumptionRows.Select(ItemOf);

    private static CheckItem ItemOf(ConsumptionRow row) => row.Mode switch
    {
        ConsumptionMode.Air => CheckItem.Air(Value(row, "cabin")),
        ConsumptionMode.Rail => CheckItem.Rail("", Value(row, "train_type"), Value(row, "seat")),
        ConsumptionMode.Ship => CheckItem.Ship(Value(row, "cabin")),
        ConsumptionMode.Hotel => CheckItem.Hotel(int.TryParse(Value(row, "stars"), CultureInfo.InvariantCulture, out var stars) ? stars : 0),
        ConsumptionMode.RealEstate => CheckItem.RealEstate(Value(row, "action")),
        ConsumptionMode.OfficeLease => CheckItem.OfficeLease(Value(row, "grade")),
        ConsumptionMode.Vehicle => CheckItem.Vehicle(Flag(row, "business_necessary")),
        ConsumptionMode.Tour => CheckItem.Tour(Value(row, "kind")),
        ConsumptionMode.School => CheckItem.School(Value(row, "fee_class")),
        ConsumptionMode.InsuranceProduct => CheckItem.InsuranceProduct(Flag(row, "has_cash_value"), Flag(row, "high_premium")),
        ConsumptionMode.Venue => CheckItem.Venue(Value(row, "kind")),
        _ => CheckItem.ConsumptionWithoutKind(),
    };

    private static string Value(ConsumptionRow row, string name) =>
        row.Match.TryGetValue(name, out var values) && values[0] != "*" ? values[0] : "";

    private static bool Flag(ConsumptionRow row, string name) => Value(row, name) == "true";
}
