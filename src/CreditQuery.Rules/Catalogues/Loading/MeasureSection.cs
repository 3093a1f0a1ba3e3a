using CreditQuery.Rules.Subjects;


namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Reads measures, ordered by code.</summary>
internal static class MeasureSection
{
    public static MeasureDefinition[] Read(YamlMap root, LoadContext context)
    {
        // Answers list measures by code, so the index is the rank of the code and sorting an answer compares numbers.
        var maps = root.Maps("measures");
        var ordered = maps.OrderBy(m => m.Text("code"), StringComparer.Ordinal).ToList();
        var measures = new MeasureDefinition[maps.Count];
        foreach (var map in maps)
        {
            var measure = ReadOne(map, ordered.IndexOf(map), context);
            map.Text("note");
            map.Finish();
            MeasureChecks.Check(map, measure, context);
            context.Measures.Add(map, "code", measure.Code, measure);
            measures[measure.Index] = measure;
        }

        return measures;
    }

    private static MeasureDefinition ReadOne(YamlMap map, int index, LoadContext context)
    {
        var kind = map.Word("kind", MeasureKind.Unspecified, required: true);
        var obligation = Obligation(map);
        var (needed, adoptions) = Adoption(map, kind, obligation, context);
        return new MeasureDefinition
        {
            Index = index,
            Code = map.Code("code"),
            NameZh = map.Text("name_zh", required: true),
            Content = map.Text("content"),
            Handling = map.Text("handling"),
            Cause = kind == MeasureKind.Incentive ? map.Text("reward_cause") : map.Text("cause"),
            Kind = kind,
            Obligation = obligation,
            Effect = map.Word("effect", Effect.Unspecified, required: true),
            Scenarios = Scenarios(map, context),
            Kinds = ListTypeSection.Kinds(map),
            Roles = map.WordList<Role>("roles").Aggregate(default(RoleSet), (set, role) => set.With(role)),
            Conditions = ConditionSection.Read(map, context),
            AdoptionNeeded = needed,
            Adoptions = adoptions,
            Parameters = Parameters(map),
            LegalBases = context.Citations(map, "legal_basis"),
            PolicyBases = context.Citations(map, "policy_basis"),
            AdminUnit = context.Department(map, "admin_unit"),
            Implementing = context.DepartmentCodes(map, "implementing"),
            NationalListItem = map.Text("national_list_item"),
            Owner = context.Department(map, "owner"),
            FilingNo = map.Text("filing_no"),
            InForce = map.Days(),
        };
    }

    // "unspecified" is a word of its own here: the paper uses a hard verb and names no law.
    private static Obligation Obligation(YamlMap map) =>
        map.Text("obligation") == "unspecified" ? Catalogues.Obligation.Unspecified : map.Word("obligation", Catalogues.Obligation.Unspecified);

    private static List<int> Scenarios(YamlMap map, LoadContext context)
    {
        var scenarios = new List<int>();
        foreach (var code in map.Texts("scenarios"))
        {
            if (context.Scenarios.Find(map, "scenarios", code) is { } scenario)
            {
                scenarios.Add(scenario.Index);
            }
        }

        if (!map.Has("scenarios"))
        {
            map.Error("scenarios", "Name the scenarios in which it is asked about.");
        }

        return scenarios;
    }

    // Absent: a recommended discipline applies only where adopted, everything else without adoption (001 四(二十)44).
    private static (bool Needed, List<MeasureAdoption> Adoptions) Adoption(YamlMap map, MeasureKind kind, Obligation obligation, LoadContext context)
    {
        var needed = obligation == Catalogues.Obligation.Recommended && kind == MeasureKind.Discipline;
        var adoptions = new List<MeasureAdoption>();
        if (map.Map("adoption") is { } adoption)
        {
            needed = adoption.Flag("needed", absent: needed);
            foreach (var item in adoption.Maps("adopted"))
            {
                var adopted = new MeasureAdoption(item.Region("region", required: true), item.Days());
                if (context.Department(item, "department") is "" && adoptions.Exists(a => a.Region == adopted.Region && a.Days.From <= adopted.Days.To && adopted.Days.From <= a.Days.To))
                {
                    item.Error("from", "The days overlap an adoption of the same region.");
                }

                adoptions.Add(adopted);
                item.Text("note");
                item.Finish();
            }

            adoption.Finish();
        }

        return (needed, adoptions);
    }

    private static Dictionary<string, string> Parameters(YamlMap map)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (map.Map("params") is { } read)
        {
            foreach (var key in read.Keys)
            {
                parameters[key] = read.Text(key);
            }

            read.Finish();
        }

        return parameters;
    }
}
