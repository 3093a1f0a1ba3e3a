namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Reads what only reports use: governance areas and memoranda.</summary>
internal static class ReportSections
{
    private static readonly string[] Statuses = ["in_force", "superseded", "repealed"];

    public static GovernanceArea[] GovernanceAreas(YamlMap root, LoadContext context)
    {
        var areas = new List<GovernanceArea>();
        foreach (var map in root.Maps("governance_areas"))
        {
            var area = new GovernanceArea(
                map.Number("number", 0, 1, 19),
                map.Text("name_zh", required: true),
                context.DepartmentCodes(map, "lead"),
                context.DepartmentCodes(map, "with"));
            map.Text("note");
            map.Finish();
            if (areas.Exists(a => a.Number == area.Number))
            {
                map.Error("number", $"'{area.Number}' stands twice.");
            }

            areas.Add(area);
        }

        return [.. areas];
    }

    public static Memorandum[] Memoranda(YamlMap root, LoadContext context)
    {
        var memoranda = new List<Memorandum>();
        var names = new SectionNames<Memorandum>("memoranda");
        foreach (var map in root.Maps("memoranda"))
        {
            var memorandum = new Memorandum(
                map.Code("code"),
                map.Text("number"),
                map.Text("title", required: true),
                context.DepartmentCodes(map, "initiators"),
                context.ListTypeIndexes(map, "list_types"),
                Measures(map, context),
                map.Text("status", required: true),
                map.Days());
            map.Text("note");
            map.Finish();
            if (memorandum.Status.Length > 0 && !Statuses.Contains(memorandum.Status))
            {
                map.Error("status", $"'{memorandum.Status}' is none of: {string.Join(", ", Statuses)}.");
            }

            names.Add(map, "code", memorandum.Code, memorandum);
            memoranda.Add(memorandum);
        }

        return [.. memoranda];
    }

    private static List<int> Measures(YamlMap map, LoadContext context)
    {
        var indexes = new List<int>();
        foreach (var code in map.Texts("measures"))
        {
            if (context.Measures.Find(map, "measures", code) is { } measure)
            {
                indexes.Add(measure.Index);
            }
        }

        return indexes;
    }
}
