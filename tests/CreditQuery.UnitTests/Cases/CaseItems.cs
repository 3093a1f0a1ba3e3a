using System.Globalization;
using CreditQuery.Rules.Checks;

namespace CreditQuery.UnitTests.Cases;

/// <summary>Items of cases, in the words of the contract.</summary>
internal static class CaseItems
{
    public static CheckItem Read(Dictionary<string, Dictionary<string, string>> item)
    {
        if (item.Count == 0)
        {
            return default;
        }

        var (kind, values) = item.Single();
        return kind switch
        {
            "approval" => CheckItem.Approval(Text(values, "industry_code"), Text(values, "institution_type")),
            "tender" => CheckItem.Tender(Text(values, "stage"), Text(values, "trade_type"), Text(values, "role")),
            "loan" => CheckItem.Loan(Text(values, "product")),
            "insurance" => CheckItem.Insurance(Text(values, "product")),
            "inspection" => CheckItem.Inspection(Text(values, "field")),
            "fund" => CheckItem.Fund(Text(values, "programme")),
            "award" => CheckItem.Award(Text(values, "award_code")),
            _ => Consumption(kind, values),
        };
    }

    private static CheckItem Consumption(string kind, Dictionary<string, string> values) => kind switch
    {
        "air" => CheckItem.Air(Text(values, "cabin")),
        "rail" => CheckItem.Rail(Text(values, "train_no"), Text(values, "train_type"), Text(values, "seat")),
        "ship" => CheckItem.Ship(Text(values, "cabin")),
        "hotel" => CheckItem.Hotel(int.Parse(values["stars"], CultureInfo.InvariantCulture)),
        "real_estate" => CheckItem.RealEstate(Text(values, "action")),
        "office_lease" => CheckItem.OfficeLease(Text(values, "grade")),
        "vehicle" => CheckItem.Vehicle(values["business_necessary"] == "true"),
        "tour" => CheckItem.Tour(Text(values, "kind")),
        "school" => CheckItem.School(Text(values, "fee_class")),
        "insurance_product" => CheckItem.InsuranceProduct(values["has_cash_value"] == "true", values["high_premium"] == "true"),
        "venue" => CheckItem.Venue(Text(values, "kind")),
        _ => throw new InvalidDataException($"No item '{kind}'."),
    };

    private static string Text(Dictionary<string, string> values, string key) => values.GetValueOrDefault(key, "");
}
