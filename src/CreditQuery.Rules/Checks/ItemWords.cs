using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Rules.Checks;

/// <summary>Names of items as fields of the request.</summary>
internal static class ItemWords
{
    public static string Of(ItemKind kind) => kind switch
    {
        ItemKind.Approval => "approval",
        ItemKind.Tender => "tender",
        ItemKind.Consumption => "consumption",
        ItemKind.Loan => "loan",
        ItemKind.Insurance => "insurance",
        ItemKind.Inspection => "inspection",
        ItemKind.Fund => "fund",
        ItemKind.Award => "award",
        ItemKind.Other => "other",
        _ => "item",
    };
}
