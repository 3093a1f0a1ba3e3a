using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Rules.Checks;

/// <summary>Picks the tables of advice that a question needs; the most specific region wins.</summary>
internal static class AdviceTables
{
    public static TenderScheme? TenderScheme(Catalogue catalogue, ScenarioDefinition scenario, PlanKey key)
    {
        if (scenario.Advice != AdviceKind.Tender)
        {
            return null;
        }

        var trade = key.Second > 0 ? ItemValues.TradeTypes[key.Second - 1] : null;
        return catalogue.TenderSchemes
            .Where(s => RegionCode.Contains(s.Region, key.Region) && (s.TradeTypes.Count == 0 || (trade is not null && s.TradeTypes.Contains(trade))))
            .OrderByDescending(s => RegionCode.Specificity(s.Region))
            .FirstOrDefault();
    }

    public static PriceSignalRule?[]? PriceSignals(Catalogue catalogue, ScenarioDefinition scenario, PlanKey key)
    {
        if (scenario.Advice != AdviceKind.Pricing)
        {
            return null;
        }

        // A product of its own wins over the item's word; insurance other than property insurance has no signal.
        var product = catalogue.Names.Products.At(key.First);
        var isOtherInsurance = scenario.Item == ItemKind.Insurance && key.HasItem && key.First != NameSet.LeftOut && product != CatalogueNames.Property;
        var item = isOtherInsurance ? null : ItemWords.Of(scenario.Item);
        var byTier = new PriceSignalRule?[Enum.GetValues<ListTier>().Length];
        foreach (var tier in Enum.GetValues<ListTier>())
        {
            byTier[(int)tier] = catalogue.PriceSignals.FirstOrDefault(p => p.Tier == tier && product is not null && p.Product == product)
                ?? catalogue.PriceSignals.FirstOrDefault(p => p.Tier == tier && p.Product == item);
        }

        return byTier;
    }

    public static SupervisionFactor?[]? InspectionFactors(Catalogue catalogue, ScenarioDefinition scenario, PlanKey key)
    {
        if (scenario.Advice != AdviceKind.Inspection)
        {
            return null;
        }

        var byLevel = new SupervisionFactor?[Enum.GetValues<InspectionLevel>().Length];
        foreach (var level in Enum.GetValues<InspectionLevel>())
        {
            byLevel[(int)level] = catalogue.SupervisionFactors
                .Where(f => f.Level == level && RegionCode.Contains(f.Region, key.Region))
                .OrderByDescending(f => RegionCode.Specificity(f.Region))
                .FirstOrDefault();
        }

        return byLevel;
    }
}
