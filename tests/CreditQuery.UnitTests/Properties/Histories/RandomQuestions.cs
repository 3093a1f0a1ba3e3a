using CreditQuery.Rules.Catalogues;
using CreditQuery.UnitTests.Properties.Naive;

namespace CreditQuery.UnitTests.Properties.Histories;

/// <summary>Random questions: scenarios, items, regions, days, parties.</summary>
internal sealed class RandomQuestions(World world, RandomSource random)
{
    public static readonly string[] Regions = ["140000", "140500", "140502", "320583", "440400", "440000", "110000", "530100", "440111"];

    public static readonly string[] Names = ["甲公司", "乙公司"];

    private static readonly ConsumptionMode[] Modes = Enum.GetValues<ConsumptionMode>()[1..];

    /// <summary>A question asked now about a day that its scenario allows.</summary>
    public NaiveQuestion Next()
    {
        var scenario = random.Pick(world.Catalogue.Scenarios);
        var subject = random.Pick(World.Identifiers);
        return new NaiveQuestion
        {
            Scenario = scenario,
            Item = Item(scenario),
            Region = random.OneIn(5) ? 0 : int.Parse(random.Pick(Regions)),
            AsOf = random.OneIn(2) ? null : Day(scenario, subject),
            At = world.Registry.Now,
            Subject = subject,
            Name = random.OneIn(4) ? random.Pick(Names) : "",
            Parties = random.OneIn(3) ? [.. Enumerable.Range(0, 1 + random.Below(2)).Select(_ => (Role(scenario), random.Pick(World.Identifiers)))] : [],
        };
    }

    /// <summary>A question about today and one subject in every scenario that may be asked about it.</summary>
    public NaiveQuestion[] AboutToday(string subject) =>
        [.. world.Catalogue.Scenarios.Select(s => Next() with { Scenario = s, Item = Item(s), AsOf = null, Subject = subject, Parties = [] })];

    // Mostly around days on which something about the subject begins or ends.
    private int Day(ScenarioDefinition scenario, string subject)
    {
        var today = world.Today;
        int[] boundaries = world.Naive.Find(subject) is { } found ? [.. world.Naive.EntriesOf(found).SelectMany(e => e.Boundaries())] : [];
        var day = boundaries.Length == 0 || random.OneIn(4) ? today - 360 + random.Below(720) : random.Pick(boundaries) - 1 + random.Below(3);
        var first = scenario.AsOf == AsOfRule.EvaluationDay ? today - 365 : today;
        return Math.Clamp(day, first, today + 365);
    }

    private string Role(ScenarioDefinition scenario) => scenario.PartyRoles.Count == 0 || random.OneIn(3) ? "" : random.Pick(scenario.PartyRoles);

    private NaiveItem Item(ScenarioDefinition scenario)
    {
        if (scenario.Item == ItemKind.None || (!scenario.ItemRequired && random.OneIn(5)))
        {
            return NaiveItem.None;
        }

        var item = new NaiveItem(scenario.Item);
        return scenario.Item switch
        {
            ItemKind.Approval => item with { Industry = random.Pick(["", "C", "C13", "C1331", "F52", "J66"]), Institution = One(c => c.InstitutionTypes) },
            ItemKind.Tender => item with { TradeType = random.Pick(["", .. ItemValues.TradeTypes]), Role = Role(scenario) },
            ItemKind.Loan or ItemKind.Insurance => item with { Product = random.Pick(["", "property", "mortgage", "life"]) },
            ItemKind.Inspection => item with { Field = random.OneIn(3) ? "" : random.Pick(world.Catalogue.Fields).Code },
            ItemKind.Award => item with { Award = random.OneIn(3) ? "another" : One(c => c.Awards) },
            ItemKind.Consumption => Consumption(item),
            _ => item,
        };
    }

    private NaiveItem Consumption(NaiveItem item)
    {
        // Air and rail are where most rows differ.
        var mode = random.OneIn(2) ? random.Pick(Modes) : random.Pick([ConsumptionMode.Air, ConsumptionMode.Rail]);
        var values = new Dictionary<string, string>();
        foreach (var parameter in ItemValues.Of(mode))
        {
            var needed = mode == ConsumptionMode.Hotel || parameter.Name == "train_type" || parameter.Values.Length == 2;
            if (needed || !random.OneIn(4))
            {
                values[parameter.Name] = random.Pick(parameter.Values);
            }
        }

        return item with { Mode = mode, Values = values };
    }

    private string One(Func<MeasureCondition, IReadOnlyList<string>> of)
    {
        string[] known = [.. world.Catalogue.Measures.SelectMany(m => m.Conditions).SelectMany(of).Distinct()];
        return known.Length == 0 || random.OneIn(3) ? "" : random.Pick(known);
    }
}
