using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Reads the conditions of measures.</summary>
internal static class ConditionSection
{
    public static List<MeasureCondition> Read(YamlMap measure, LoadContext context)
    {
        var conditions = new List<MeasureCondition>();
        foreach (var map in measure.Maps("when"))
        {
            conditions.Add(ReadOne(map, context));
            map.Text("note");
            map.Finish();
        }

        if (conditions.Count == 0)
        {
            measure.Error("when", "A measure needs a condition; without one it would follow for everyone.");
        }

        return conditions;
    }

    /// <summary>Reads <c>grade: {scheme, values}</c>.</summary>
    public static (GradeScheme? Scheme, List<int> Values) Grade(YamlMap map, LoadContext context)
    {
        if (map.Map("grade") is not { } grade)
        {
            return (null, []);
        }

        var scheme = context.GradeSchemes.Find(grade, "scheme", grade.Text("scheme", required: true));
        var values = Values(grade, code => scheme is null || scheme.Values.Any(v => v.Code == code));
        grade.Finish();
        return (scheme, values);
    }

    private static MeasureCondition ReadOne(YamlMap map, LoadContext context)
    {
        var severity = Severity(map, context);
        var grade = Grade(map, context);
        var (sameIndustry, industries) = Industries(map);
        var condition = new MeasureCondition
        {
            ListTypes = ListTypes(map, context),
            SeverityScheme = severity.Scheme,
            Severities = severity.Values,
            AbleButRefuses = map.Flag("able_but_refuses"),
            GradeScheme = grade.Scheme,
            Grades = grade.Values,
            ThreeCleanYears = map.Flag("three_clean_years"),
            NoBrokenCommitment = map.Flag("no_broken_commitment"),
            States = States(map),
            Items = Items(map),
            TradeTypes = Closed(map, "trade_types", ItemValues.TradeTypes),
            PartyRoles = map.Texts("party_roles"),
            InstitutionTypes = map.Texts("institution_types"),
            SameIndustry = sameIndustry,
            Industries = industries,
            Awards = map.Texts("awards"),
            Products = map.Texts("products"),
            InspectionFields = [.. map.Texts("inspection_fields").Select(f => context.Field(map, "inspection_fields", f))],
            OwnField = map.Flag("own_field"),
            Regions = map.Regions("regions"),
        };
        CheckGround(map, condition);
        return condition;
    }

    private static void CheckGround(YamlMap map, MeasureCondition condition)
    {
        if (!condition.NeedsEntry && condition.GradeScheme is null && !condition.ThreeCleanYears)
        {
            map.Error("lists", "Neither a list, tier, field, grade nor three clean years: it would follow for everyone.");
        }

        if (!condition.NeedsEntry && (condition.SeverityScheme is not null || condition.AbleButRefuses || condition.SameIndustry || condition.OwnField || condition.States.Count > 0))
        {
            map.Error("lists", "severity, able_but_refuses, industries: same, own_field and states look at an entry; name lists, tiers or fields.");
        }

        if (condition.NeedsEntry && condition.GradeScheme is not null)
        {
            map.Error("grade", "A grade stands instead of lists; write two conditions.");
        }
    }

    // lists, tiers and fields narrow each other; a condition that none of the catalogue's lists can meet is a mistake.
    public static List<int> ListTypes(YamlMap map, LoadContext context)
    {
        var named = context.ListTypeIndexes(map, "lists");
        var tiers = map.WordList<ListTier>("tiers");
        var fields = map.Texts("fields");
        foreach (var field in fields)
        {
            context.Field(map, "fields", field);
        }

        if (named.Count == 0 && tiers.Count == 0 && fields.Count == 0)
        {
            return [];
        }

        var found = context.ListTypes.All
            .Where(l => (map.Has("lists") ? named.Contains(l.Index) : !l.NamedOnly) && (tiers.Count == 0 || tiers.Contains(l.Tier)) && (fields.Count == 0 || fields.Contains(l.Field)))
            .Select(l => l.Index)
            .Order()
            .ToList();
        if (found.Count == 0)
        {
            map.Error(map.Has("lists") ? "lists" : map.Has("tiers") ? "tiers" : "fields", "No list type of the catalogue fits.");
        }

        return found;
    }

    private static (SeverityScheme? Scheme, List<int> Values) Severity(YamlMap map, LoadContext context)
    {
        if (map.Map("severity") is not { } severity)
        {
            return (null, []);
        }

        var scheme = context.SeveritySchemes.Find(severity, "scheme", severity.Text("scheme", required: true));
        var values = Values(severity, code => scheme is null || scheme.Values.Any(v => v.Code == code));
        severity.Finish();
        return (scheme, values);
    }

    private static List<int> Values(YamlMap map, Func<string, bool> isKnown)
    {
        var values = map.Texts("values");
        foreach (var value in values.Where(v => !isKnown(v)))
        {
            map.Error("values", $"'{value}' is not a value of the scheme.");
        }

        if (values.Count == 0)
        {
            map.Error("values", "Name the values that count.");
        }

        return [.. values.Select(Code32.Of)];
    }

    private static List<EntryState> States(YamlMap map)
    {
        var states = map.WordList<EntryState>("states");
        if (states.Exists(s => s is not (EntryState.Active or EntryState.Monitored)))
        {
            map.Error("states", "Only active and monitored can be named; what suspends, delays or ends an entry is not a choice of the row.");
        }

        return states;
    }

    private static ulong Items(YamlMap map)
    {
        var bits = 0UL;
        foreach (var code in map.Texts("items"))
        {
            if (ConsumptionItems.TryParse(code, out var item))
            {
                bits |= ConsumptionItems.Bit(item);
            }
            else
            {
                map.Error("items", $"'{code}' is no item of consumption.");
            }
        }

        return bits;
    }

    private static (bool Same, List<int> Industries) Industries(YamlMap map)
    {
        if (map.IsScalar("industries"))
        {
            var word = map.Text("industries");
            if (word is not ("" or "same"))
            {
                map.Error("industries", "Write same, or a list of codes of GB/T 4754.");
            }

            return (word == "same", []);
        }

        var packed = new List<int>();
        foreach (var code in map.Texts("industries"))
        {
            if (IndustryCode.TryPack(code, out var industry) && industry != 0)
            {
                packed.Add(industry);
            }
            else
            {
                map.Error("industries", $"'{code}' is not a letter A-T with 0 to 4 digits (GB/T 4754).");
            }
        }

        return (false, packed);
    }

    private static List<string> Closed(YamlMap map, string key, IReadOnlyList<string> known)
    {
        var texts = map.Texts(key);
        foreach (var text in texts.Where(t => !known.Contains(t)))
        {
            map.Error(key, $"'{text}' is none of: {string.Join(", ", known)}.");
        }

        return texts;
    }
}
