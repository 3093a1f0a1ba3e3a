namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Reads what stands beside the measures: tender schemes, supervision factors, price signals, behaviours, working days.</summary>
internal static class AdviceSections
{
    public static TenderScheme[] TenderSchemes(YamlMap root, LoadContext context)
    {
        var schemes = new List<TenderScheme>();
        var names = new SectionNames<TenderScheme>("tender_schemes");
        foreach (var map in root.Maps("tender_schemes"))
        {
            var scheme = new TenderScheme(
                map.Code("code"),
                map.Region("region", required: true),
                map.Texts("trade_types"),
                Points(map, context),
                map.Decimal("cap"),
                context.Citations(map, "basis"));
            map.Text("note");
            map.Finish();
            foreach (var type in scheme.TradeTypes.Where(t => !ItemValues.TradeTypes.Contains(t)))
            {
                map.Error("trade_types", $"'{type}' is none of: {string.Join(", ", ItemValues.TradeTypes)}.");
            }

            names.Add(map, "code", scheme.Code, scheme);
            schemes.Add(scheme);
        }

        return [.. schemes];
    }

    public static SupervisionFactor[] SupervisionFactors(YamlMap root, LoadContext context)
    {
        var factors = new List<SupervisionFactor>();
        foreach (var map in root.Maps("supervision_factors"))
        {
            var region = map.Region("region", required: true);
            var level = map.Word("level", InspectionLevel.Unspecified, required: true);
            map.Decimal("factor");
            factors.Add(new SupervisionFactor(region, level, map.Text("factor", required: true), context.Citations(map, "basis")));
            map.Text("note");
            map.Finish();
            if (factors.Count(f => f.Region == region && f.Level == level) > 1)
            {
                map.Error("level", "The region already has a factor for this level.");
            }
        }

        return [.. factors];
    }

    public static PriceSignalRule[] PriceSignals(YamlMap root)
    {
        var signals = new List<PriceSignalRule>();
        foreach (var map in root.Maps("price_signals"))
        {
            var rule = new PriceSignalRule(
                map.Text("product", required: true),
                map.Word("tier", ListTier.Unspecified, required: true),
                map.Word("signal", PriceSignal.None, required: true),
                map.Text("note"));
            map.Finish();
            if (signals.Exists(s => s.Product == rule.Product && s.Tier == rule.Tier))
            {
                map.Error("tier", "The product already has a signal for this tier.");
            }

            signals.Add(rule);
        }

        return [.. signals];
    }

    public static BehaviourRule[] BehaviourRules(YamlMap root, LoadContext context)
    {
        var rules = new List<BehaviourRule>();
        var names = new SectionNames<BehaviourRule>("behaviour_rules");
        foreach (var map in root.Maps("behaviour_rules"))
        {
            var becomes = context.ListTypes.Find(map, "becomes", map.Text("becomes", required: true));
            var rule = new BehaviourRule(
                map.Code("type"),
                map.Number("more_than", 0, 0, 10000),
                map.Number("within_days", 365, 1, 3660),
                becomes?.Index ?? 0,
                context.Citations(map, "basis"));
            map.Text("note");
            map.Finish();
            names.Add(map, "type", rule.Type, rule);
            rules.Add(rule);
        }

        return [.. rules];
    }

    public static WorkingDays WorkingDays(YamlMap root)
    {
        if (root.Map("working_days") is not { } map)
        {
            return new WorkingDays([], []);
        }

        var holidays = map.Texts("holidays").Select(text => map.ParseDay("holidays", text, 0)).ToList();
        var extra = map.Texts("extra_workdays").Select(text => map.ParseDay("extra_workdays", text, 0)).ToList();
        foreach (var year in map.Texts("years").Where(y => y.Length != 4 || !y.All(char.IsAsciiDigit)))
        {
            map.Error("years", $"'{year}' is not a year.");
        }

        map.Text("note");
        map.Finish();
        if (holidays.Intersect(extra).Any())
        {
            map.Error("extra_workdays", "A day is both a holiday and an extra workday.");
        }

        return new WorkingDays(holidays, extra);
    }

    private static List<TenderPoints> Points(YamlMap map, LoadContext context)
    {
        var points = new List<TenderPoints>();
        foreach (var item in map.Maps("points"))
        {
            var lists = context.ListTypeIndexes(item, "lists");
            var (scheme, values) = ConditionSection.Grade(item, context);
            if (lists.Count == 0 && scheme is null)
            {
                item.Error("lists", "Points need a list or a grade.");
            }

            points.Add(new TenderPoints(lists, scheme, values, item.Decimal("points") ?? 0));
            item.Text("note");
            item.Finish();
        }

        return points;
    }
}
