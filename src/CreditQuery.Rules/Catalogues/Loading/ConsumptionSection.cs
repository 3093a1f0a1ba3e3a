namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Reads Tables A and B: what triggers the columns, then the rows.</summary>
internal static class ConsumptionSection
{
    // An answer notes the columns that limit it in one 32-bit mask, whose last bit says that something does.
    private const int MaxColumns = 31;

    /// <summary>The columns, in the order in which rules name them first.</summary>
    public static string[] Columns(YamlMap root)
    {
        string[] columns = [.. root.Maps("consumption_rules").Select(m => m.Text("rule")).Where(c => c.Length > 0).Distinct()];
        if (columns.Length > MaxColumns)
        {
            root.Error("consumption_rules", $"More than {MaxColumns} columns.");
        }

        return columns;
    }

    public static ConsumptionRule[] Rules(YamlMap root, string[] columns, LoadContext context)
    {
        var rules = new List<ConsumptionRule>();
        foreach (var map in root.Maps("consumption_rules"))
        {
            var column = Array.IndexOf(columns, map.Text("rule", required: true));
            var lists = ConditionSection.ListTypes(map, context);
            if (lists.Count == 0)
            {
                map.Error("lists", "Name the lists or tiers that trigger it.");
            }

            rules.Add(new ConsumptionRule(Math.Max(0, column), lists, map.Flag("able_but_refuses"), MeasureByItem(map, context)));
            map.Text("note");
            map.Finish();
        }

        return [.. rules];
    }

    public static ConsumptionRow[] Rows(YamlMap root, string[] columns, ConsumptionRule[] rules)
    {
        var maps = root.Maps("consumption_tables");
        var rows = new List<ConsumptionRow>();
        foreach (var map in maps)
        {
            var mode = map.Word("mode", ConsumptionMode.None, required: true);
            var itemCode = map.Text("item", required: true);
            if (!ConsumptionItems.TryParse(itemCode, out var item) || item == ConsumptionItem.Exit)
            {
                map.Error("item", $"'{itemCode}' is no item of Tables A and B.");
            }

            var row = new ConsumptionRow { Mode = mode, Item = item, Match = Match(map, mode), Rulings = Rulings(map, columns), Note = map.Text("note") };
            map.Finish();
            CheckRow(map, row, columns, rules);
            rows.Add(row);
        }

        CheckReached(maps, rows);
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

    private static ConsumptionRuling[] Rulings(YamlMap map, string[] columns)
    {
        var rulings = new ConsumptionRuling[columns.Length];
        if (map.Map("rules", required: true) is { } read)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                rulings[column] = read.Text(columns[column]) == "untouched" ? ConsumptionRuling.Untouched : read.Word(columns[column], ConsumptionRuling.Untouched);
            }

            read.Finish();
        }

        return rulings;
    }

    private static void CheckRow(YamlMap map, ConsumptionRow row, string[] columns, ConsumptionRule[] rules)
    {
        for (var column = 0; column < columns.Length; column++)
        {
            var bites = row.Rulings[column] is ConsumptionRuling.Restricted or ConsumptionRuling.Undetermined;
            if (bites && row.Item < ConsumptionItem.Exit && !rules.Any(r => r.Column == column && r.MeasureByItem[(int)row.Item] >= 0))
            {
                map.Error("rules", $"No rule of '{columns[column]}' names a measure for {ConsumptionItems.Code(row.Item)} (measure_by_item).");
            }

            if (row.Rulings[column] == ConsumptionRuling.Undetermined && row.Note.Length == 0)
            {
                map.Error("note", "An undetermined row needs a note that says why.");
                return;
            }
        }
    }

    // The first row that matches wins, so a row behind a wider one is dead text.
    private static void CheckReached(List<YamlMap> maps, List<ConsumptionRow> rows)
    {
        var reached = new HashSet<ConsumptionRow>();
        foreach (var mode in Enum.GetValues<ConsumptionMode>())
        {
            reached.UnionWith(ConsumptionMatch.RowsByValues(rows, mode).OfType<ConsumptionRow>());
        }

        for (var index = 0; index < rows.Count; index++)
        {
            if (rows[index].Mode != ConsumptionMode.None && !reached.Contains(rows[index]))
            {
                maps[index].Error("match", "Earlier rows of the same mode match everything that this row would.");
            }
        }
    }
}
