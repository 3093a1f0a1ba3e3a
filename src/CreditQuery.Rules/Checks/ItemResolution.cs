using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Checks;

/// <summary>An item of a question in numbers, or what is wrong with it.</summary>
internal readonly struct ItemResolution
{
    /// <summary>Resolves.</summary>
    public ItemResolution(Catalogue catalogue, ScenarioDefinition scenario, in CheckItem item)
    {
        Error = null;
        First = Second = Third = 0;
        if (item.Kind == ItemKind.None)
        {
            Error = scenario.ItemRequired ? new PlanError("item", PlanErrorReasons.ItemRequired, $"The scenario needs the item {ItemWords.Of(scenario.Item)}.") : null;
            return;
        }

        if (item.Kind != scenario.Item)
        {
            Error = new PlanError(ItemWords.Of(item.Kind), PlanErrorReasons.ItemDoesNotFit, "The item does not fit the scenario.");
            return;
        }

        switch (item.Kind)
        {
            case ItemKind.Approval:
                (First, Second, Error) = Approval(catalogue, item);
                break;
            case ItemKind.Tender:
                (First, Second, Third, Error) = Tender(scenario, item);
                break;
            case ItemKind.Consumption:
                (First, Second, Error) = Consumption(item);
                break;
            case ItemKind.Loan or ItemKind.Insurance:
                // Products are the institution's own; those that no row names are all alike.
                First = string.IsNullOrEmpty(item.First) ? NameSet.LeftOut : catalogue.Names.Products.IndexOf(item.First);
                break;
            case ItemKind.Award:
                First = string.IsNullOrEmpty(item.First) ? NameSet.LeftOut : catalogue.Names.Awards.IndexOf(item.First);
                break;
            case ItemKind.Inspection:
                First = catalogue.Names.Fields.IndexOf(item.First);
                Error = First == 0 && !string.IsNullOrEmpty(item.First) ? Unknown("inspection.field") : null;
                break;
        }
    }

    public PlanError? Error { get; }

    public int First { get; }

    public int Second { get; }

    public int Third { get; }

    private static (int Industry, int Institution, PlanError? Error) Approval(Catalogue catalogue, in CheckItem item)
    {
        if (!IndustryCode.TryPack(item.First, out var industry))
        {
            return (0, 0, Unknown("approval.industry_code"));
        }

        var institution = catalogue.Names.Institutions.IndexOf(item.Second);
        return (industry, institution, institution == 0 && !string.IsNullOrEmpty(item.Second) ? Unknown("approval.institution_type") : null);
    }

    private static (int Stage, int Trade, int Role, PlanError? Error) Tender(ScenarioDefinition scenario, in CheckItem item)
    {
        if (!TryFind(ItemValues.TenderStages, item.First, out var stage))
        {
            return (0, 0, 0, Unknown("tender.stage"));
        }

        if (!TryFind(ItemValues.TradeTypes, item.Second, out var trade))
        {
            return (0, 0, 0, Unknown("tender.trade_type"));
        }

        var role = 0;
        if (!string.IsNullOrEmpty(item.Third) && scenario.PartyRoles.Count > 0)
        {
            for (var index = 0; index < scenario.PartyRoles.Count; index++)
            {
                role = scenario.PartyRoles[index] == item.Third ? index + 1 : role;
            }

            if (role == 0)
            {
                return (0, 0, 0, new PlanError("tender.role", PlanErrorReasons.UnknownPartyRole, "The scenario has no such role."));
            }
        }

        return (stage, trade, role, null);
    }

    private static (int Mode, int Values, PlanError? Error) Consumption(in CheckItem item)
    {
        if (item.Mode == ConsumptionMode.None)
        {
            return (0, 0, new PlanError("consumption", PlanErrorReasons.ItemRequired, "State one kind of consumption."));
        }

        var (first, second, field) = ConsumptionValues.Resolve(item);
        return ((int)item.Mode, ConsumptionMatch.Pack(item.Mode, first, second), field is null ? null : Unknown("consumption." + field));
    }

    private static bool TryFind(string[] values, string? value, out int position)
    {
        position = string.IsNullOrEmpty(value) ? 0 : Array.IndexOf(values, value) + 1;
        return position > 0 || string.IsNullOrEmpty(value);
    }

    private static PlanError Unknown(string field) => new(field, PlanErrorReasons.UnknownItem, "Not a value that the contract or the catalogue knows.");
}
