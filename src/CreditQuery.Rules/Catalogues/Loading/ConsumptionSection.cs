namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Reads Tables A and B: columns (rules) first, then rows.</summary>
internal static class ConsumptionSection
{
    // An answer notes the columns that limit it in one 32-bit mask.
    private const int MaxRules = 32;

    public static ConsumptionRule[] Rules(YamlMap root, LoadContext context)
    {
        var rules = new List<ConsumptionRule>();
        foreach (var map in root.Maps("consumption_rules"))
        {
            var code = map.Text("rule", required: true);
            if (rules.Exists(r => r.Code == code))
            {
                map.Error("rule", $"'{code}' stands twice.");
            }

            var lists = context.ListTypeIndexes(map, "lists");
            if (lists.Count == 0)
            {
                map.Error("lists", "Name the lists that trigger it.");
            }

            rules.Add(new ConsumptionRule(rules.Count, code, lists, MeasureByItem(map, context)));
            map.Finish();
            if (rules.Count > MaxRules)
            {
                map.Error("rule", $"More than {MaxRules} rules.");
            }
        }

        return [.. rules];
    }

    public static ConsumptionRow[] Rows(YamlMap root, ConsumptionRule[] rules)
    {
        var rows = new List<ConsumptionRow>();
        foreach (var map in root.Maps("consumption_tables"))
        {
            var mode = map.Word("mode", ConsumptionMode.None, required: true);
            var itemCode = map.Text("item", required: true);
            if (!ConsumptionItems.TryParse(itemCode, out var item) || item == ConsumptionItem.Exit)
            {
                map.Error("item", $"'{itemCode}' is no item of Tables A and B.");
            }

            var row = new ConsumptionRow { Mode = mode, Item = item, Match = Match(map, mode), Rulings = Rulings(map, rules), Note = map.Text("note") };
            map.Finish();
            CheckRow(map, row, rules, rows);
            rows.Add(row);
        }

        return [.. rows];
    }

    private static int[] MeasureByItem(YamlMap map, LoadContext context)
    {
        var measures = new int[(int)ConsumptionItem.Exit];
        Array.Fill(measures, -1);
        if (map.Map("measure_by_item", required: true) is not { } byItem)
        {
            return measures;
        }

        foreach (var code in byItem.Keys)
        {
            if (!ConsumptionItems.TryParse(code, out var item) || item == ConsumptionItem.Exit)
            {
                byItem.Error(code, $"'{code}' is no item of Tables A and B.");
            }
            else if (context.Measures.Find(byItem, code, byItem.Text(code, required: true)) is { } measure)
            {
                measures[(int)item] = measure.Index;
            }
        }

        return measures;
    }

    private static Dictionary<string, IReadOnlyList<string>> Match(YamlMap map, ConsumptionMode mode)
    {
        var match = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (map.Map("match") is { } read)
        {
            foreach (var parameter in ItemValues.Of(mode))
            {
                var values = read.Texts(parameter.Name);
                foreach (var value in values.Where(v => v != "*" && !parameter.Values.Contains(v)))
                {
                    read.Error(parameter.Name, $"'{value}' is none of: *, {string.Join(", ", parameter.Values)}.");
                }

                match[parameter.Name] = values.Count == 0 ? ["*"] : values;
            }

            read.Finish();
        }

        return match;
    }

    private static ConsumptionRuling[] Rulings(YamlMap map, ConsumptionRule[] rules)
    {
        var rulings = new ConsumptionRuling[rules.Length];
        if (map.Map("rules", required: true) is { } read)
        {
            foreach (var rule in rules)
            {
                rulings[rule.Index] = read.Word(rule.Code, ConsumptionRuling.Untouched);
            }

            read.Finish();
        }

        return rulings;
    }

    private static void CheckRow(YamlMap map, ConsumptionRow row, ConsumptionRule[] rules, List<ConsumptionRow> earlier)
    {
        foreach (var rule in rules)
        {
            var ruling = row.Rulings[rule.Index];
            if (ruling is ConsumptionRuling.Restricted or ConsumptionRuling.Undetermined && row.Item < ConsumptionItem.Exit && rule.MeasureByItem[(int)row.Item] < 0)
            {
                map.Error("rules", $"The rule '{rule.Code}' names no measure for {ConsumptionItems.Code(row.Item)} (measure_by_item).");
            }

            if (ruling == ConsumptionRuling.Undetermined && row.Note.Length == 0)
            {
                map.Error("note", "An undetermined row needs a note that says why.");
            }
        }

        foreach (var other in earlier.Where(o => o.Mode == row.Mode && row.Mode != ConsumptionMode.None))
        {
            if (ConsumptionMatch.Overlap(row, other))
            {
                map.Error("match", "An earlier row of the same mode matches the same request.");
            }
        }
    }
}
