using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>What is at stake, in the words of the request; empty where left out.</summary>
internal sealed record NaiveItem(ItemKind Kind)
{
    public static readonly NaiveItem None = new(ItemKind.None);

    public string Industry { get; init; } = "";

    public string Institution { get; init; } = "";

    public string TradeType { get; init; } = "";

    public string Role { get; init; } = "";

    public ConsumptionMode Mode { get; init; }

    /// <summary>Values of a mode of consumption by parameter.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    public string Product { get; init; } = "";

    public string Field { get; init; } = "";

    public string Award { get; init; } = "";

    public CheckItem ToCheckItem() => Kind switch
    {
        ItemKind.Approval => CheckItem.Approval(Industry, Institution),
        ItemKind.Tender => CheckItem.Tender("", TradeType, Role),
        ItemKind.Loan => CheckItem.Loan(Product),
        ItemKind.Insurance => CheckItem.Insurance(Product),
        ItemKind.Inspection => CheckItem.Inspection(Field),
        ItemKind.Fund => CheckItem.Fund("programme"),
        ItemKind.Award => CheckItem.Award(Award),
        ItemKind.Other => CheckItem.Other("anything"),
        ItemKind.Consumption => Consumption(),
        _ => default,
    };

    public override string ToString() =>
        string.Join(' ', new[] { Kind.ToString(), Industry, Institution, TradeType, Role, Mode.ToString(), Product, Field, Award, string.Join(' ', Values.Select(v => v.Key + '=' + v.Value)) }.Where(w => w.Length > 0));

    private CheckItem Consumption() => Mode switch
    {
        ConsumptionMode.Air => CheckItem.Air(Value("cabin")),
        ConsumptionMode.Rail => CheckItem.Rail("", Value("train_type"), Value("seat")),
        ConsumptionMode.Ship => CheckItem.Ship(Value("cabin")),
        ConsumptionMode.Hotel => CheckItem.Hotel(int.Parse(Value("stars"))),
        ConsumptionMode.RealEstate => CheckItem.RealEstate(Value("action")),
        ConsumptionMode.OfficeLease => CheckItem.OfficeLease(Value("grade")),
        ConsumptionMode.Vehicle => CheckItem.Vehicle(Value("business_necessary") == "true"),
        ConsumptionMode.Tour => CheckItem.Tour(Value("kind")),
        ConsumptionMode.School => CheckItem.School(Value("fee_class")),
        ConsumptionMode.InsuranceProduct => CheckItem.InsuranceProduct(Value("has_cash_value") == "true", Value("high_premium") == "true"),
        _ => CheckItem.Venue(Value("kind")),
    };

    private string Value(string name) => Values.GetValueOrDefault(name, "");
}
