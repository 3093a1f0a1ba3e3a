namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>What must hold between the keys of one measure.</summary>
internal static class MeasureChecks
{
    public static void Check(YamlMap map, MeasureDefinition measure, LoadContext context)
    {
        CheckEffect(map, measure);
        CheckLists(map, measure, context);
        CheckRoles(map, measure, context);
        CheckExit(map, measure, context);
        CheckBasis(map, measure, context);
    }

    private static void CheckEffect(YamlMap map, MeasureDefinition measure)
    {
        var fits = measure.Kind switch
        {
            MeasureKind.Incentive => measure.Effect is not (Effect.Block or Effect.Caution),
            MeasureKind.Discipline => measure.Effect is not (Effect.Prefer or Effect.Bonus),
            _ => true,
        };
        if (!fits)
        {
            map.Error("effect", measure.Kind == MeasureKind.Incentive ? "An incentive neither blocks nor cautions." : "A discipline neither prefers nor gives a bonus.");
        }

        if (measure.Kind == MeasureKind.Discipline && measure.Conditions.Any(c => c.ThreeCleanYears || c.NoBrokenCommitment))
        {
            map.Error("when", "Three clean years and kept commitments are grounds of incentives.");
        }
    }

    // A discipline from a red list, or an incentive from an adverse one, is a slip of the pen.
    private static void CheckLists(YamlMap map, MeasureDefinition measure, LoadContext context)
    {
        foreach (var listType in measure.Conditions.SelectMany(c => c.ListTypes).Distinct().Select(i => ListType(context, i)))
        {
            if (measure.Kind == MeasureKind.Discipline && listType.Tier == ListTier.Red)
            {
                map.Error("when", $"A discipline cannot follow from the red list '{listType.Code}'.");
            }
            else if (measure.Kind == MeasureKind.Incentive && listType.Adverse)
            {
                map.Error("when", $"An incentive cannot follow from the adverse list '{listType.Code}'.");
            }
        }
    }

    private static void CheckRoles(YamlMap map, MeasureDefinition measure, LoadContext context)
    {
        var scenarios = context.Scenarios.All.Where(s => measure.Scenarios.Contains(s.Index)).ToList();
        foreach (var role in measure.Conditions.SelectMany(c => c.PartyRoles).Distinct())
        {
            if (!scenarios.Exists(s => s.PartyRoles.Contains(role)))
            {
                map.Error("when", $"None of its scenarios has the party role '{role}'.");
            }
        }
    }

    // Exit needs its own order, always: 民事诉讼法, 出境入境管理法; architecture, chapter 5.
    private static void CheckExit(YamlMap map, MeasureDefinition measure, LoadContext context)
    {
        var exitScenario = context.Scenarios.All.Any(s => measure.Scenarios.Contains(s.Index) && s.FixedItem == ConsumptionItem.Exit);
        var exitBit = ConsumptionItems.Bit(ConsumptionItem.Exit);
        foreach (var condition in measure.Conditions.Where(c => exitScenario || (c.Items & exitBit) != 0))
        {
            if (measure.Kind == MeasureKind.Discipline && (!condition.NeedsEntry || condition.ListTypes.Any(i => ListType(context, i).Tier != ListTier.Order)))
            {
                map.Error("when", "Leaving the country is limited only by its own order: name list types of tier order alone.");
                return;
            }
        }
    }

    // 国办发〔2020〕49号: no basis, no bite. A row whose basis is unknown says so and is advice; one that would bind or block and cites nothing is a slip.
    private static void CheckBasis(YamlMap map, MeasureDefinition measure, LoadContext context)
    {
        if (measure.Kind != MeasureKind.Discipline)
        {
            return;
        }

        var binds = measure.Effect == Effect.Block || (measure.Obligation == Obligation.Mandatory && measure.Effect != Effect.Inform);
        if (measure.LegalBases.Count == 0 && (binds || !map.Has("legal_basis")))
        {
            map.Error("legal_basis", "A discipline without a basis. If none is known write legal_basis: [], neither mandatory nor block: then it is advice.");
        }
        else if (!measure.HasCarryingBasis(Math.Max(context.EffectiveFrom, measure.InForce.From)))
        {
            map.Warning("legal_basis", "No dated law, administrative regulation, local regulation or central policy in force: advice, listed under references.");
        }
    }

    private static ListTypeDefinition ListType(LoadContext context, int index) => context.ListTypes.All.First(l => l.Index == index);
}
