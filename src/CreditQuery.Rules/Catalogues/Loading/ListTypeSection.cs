using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Reads list types.</summary>
internal static class ListTypeSection
{
    private static readonly string[] RepairMethods = ["perform", "commitment", "training", "public_service", "report"];

    public static ListTypeDefinition[] Read(YamlMap root, LoadContext context)
    {
        var listTypes = new List<ListTypeDefinition>();
        foreach (var map in root.Maps("list_types"))
        {
            var listType = ReadOne(map, listTypes.Count, context);
            map.Text("note");
            map.Finish();
            context.ListTypes.Add(map, "code", listType.Code, listType);
            listTypes.Add(listType);
        }

        return [.. listTypes];
    }

    /// <summary>Reads kinds of subject; absent: all.</summary>
    public static KindSet Kinds(YamlMap map)
    {
        var kinds = map.WordList<SubjectKind>("kinds");
        return kinds.Count == 0 ? KindSet.All : kinds.Aggregate(default(KindSet), (set, kind) => set.With(kind));
    }

    private static ListTypeDefinition ReadOne(YamlMap map, int index, LoadContext context)
    {
        var code = map.Code("code");
        var judicial = map.Flag("judicial");
        var publish = Publish(map);
        var repair = Repair(map);
        var adverse = map.Flag("adverse");
        var retention = Retention(map, adverse);
        var admission = Admission(map);
        return new ListTypeDefinition
        {
            Index = index,
            Code = code,
            Number = Code32.Of(code),
            NameZh = map.Text("name_zh", required: true),
            Tier = map.Word("tier", ListTier.Unspecified, required: true),
            Field = context.Field(map, "field", map.Code("field")),
            GovernanceArea = map.Number("governance_area", 0, 1, 19),
            Adverse = adverse,
            Authority = map.Word("authority_class", AuthorityClass.Public),
            Initiator = context.Department(map, "initiator"),
            Scope = map.Word("scope", EntryScope.Local),
            Kinds = Kinds(map),
            Judicial = judicial,
            Objections = map.Has("objection") ? Objections(map, "objection", judicial, context) : context.Objections,
            Period = Period(map) ?? ListPeriod.Unstated,
            Causes = Causes(map),
            Regions = map.Regions("regions"),
            NamedOnly = map.Flag("named_only"),
            MinPublishDays = publish.Min,
            MaxPublishDays = publish.Max,
            Repairable = repair.Repairable,
            EarliestRepairDays = repair.EarliestDays,
            RepairMethods = repair.Methods,
            RepairedCounts = RepairedCounts(map),
            TextRetentionDays = retention.Text,
            FactRetentionDays = retention.Facts,
            NeedsDecision = admission.Decision,
            NeedsResolution = admission.Resolution,
            LegalBases = context.Citations(map, "legal_basis"),
            InForce = map.Days(),
        };
    }

    /// <summary>Reads effects of objections, most specific region first.</summary>
    public static List<ObjectionRule> Objections(YamlMap map, string key, bool judicial, LoadContext context)
    {
        var rules = new List<ObjectionRule>();
        foreach (var item in map.Maps(key))
        {
            var rule = new ObjectionRule(
                item.Region("region", required: true),
                item.Word("disciplines", ObjectionEffect.Mark),
                item.Word("incentives", ObjectionEffect.Mark),
                context.Citations(item, "basis"));
            item.Finish();
            if (rules.Exists(r => r.Region == rule.Region))
            {
                item.Error("region", $"'{RegionCode.Format(rule.Region)}' stands twice.");
            }

            if (judicial && (rule.Disciplines == ObjectionEffect.Suspend || rule.Incentives == ObjectionEffect.Suspend))
            {
                item.Warning("disciplines", "Ignored: objections against court lists and individual orders only mark.");
            }

            rules.Add(rule);
        }

        rules.Sort((a, b) => RegionCode.Specificity(b.Region).CompareTo(RegionCode.Specificity(a.Region)));
        return rules;
    }

    private static ListCause[] Causes(YamlMap map)
    {
        var causes = new List<ListCause>();
        var names = new SectionNames<ListCause>("the list type");
        foreach (var item in map.Maps("causes"))
        {
            var cause = new ListCause(item.Code("code"), item.Text("name_zh", required: true), Period(item));
            item.Finish();
            names.Add(item, "code", cause.Code, cause);
            causes.Add(cause);
        }

        return [.. causes];
    }

    private static ListPeriod? Period(YamlMap map)
    {
        if (map.Map("period") is not { } period)
        {
            return null;
        }

        var read = new ListPeriod(period.Number("default_days", 0, 1, 36500), period.Number("max_days", 0, 1, 36500), period.Flag("until_performed"));
        period.Finish();
        if (read.MaxDays > 0 && read.DefaultDays > read.MaxDays)
        {
            period.Error("default_days", "Longer than max_days.");
        }

        if (read.UntilPerformed && read.DefaultDays > 0)
        {
            period.Error("until_performed", "An absent last day cannot be both default_days later and until performed.");
        }

        return read;
    }

    private static (int Min, int Max) Publish(YamlMap map)
    {
        if (map.Map("publish") is not { } publish)
        {
            return default;
        }

        var read = (Min: publish.Number("min_days", 0, 0, 36500), Max: publish.Number("max_days", 0, 0, 36500));
        publish.Finish();
        if (read.Max > 0 && read.Min > read.Max)
        {
            publish.Error("min_days", "Longer than max_days.");
        }

        return read;
    }

    private static (bool Repairable, int EarliestDays, List<string> Methods) Repair(YamlMap map)
    {
        if (map.Map("repair") is not { } repair)
        {
            return (false, 0, []);
        }

        var read = (Repairable: repair.Flag("repairable", absent: true), EarliestDays: repair.Number("earliest_days", 0, 0, 36500), Methods: repair.Texts("methods"));
        repair.Finish();
        foreach (var method in read.Methods.Where(m => !RepairMethods.Contains(m)))
        {
            repair.Error("methods", $"'{method}' is none of: {string.Join(", ", RepairMethods)}.");
        }

        return read;
    }

    private static bool RepairedCounts(YamlMap map)
    {
        if (map.Map("clean_years") is not { } cleanYears)
        {
            return false;
        }

        var counts = cleanYears.Flag("repaired_count");
        cleanYears.Finish();
        return counts;
    }

    // Defaults are ours: texts 90 days, facts as long as answers look back (architecture, chapter 4).
    private static (int Text, int Facts) Retention(YamlMap map, bool adverse)
    {
        var lookBack = Periods.Retention.LookBackDays(adverse);
        if (map.Map("retention") is not { } retention)
        {
            return (Periods.Retention.TextDays, lookBack);
        }

        var read = (Text: retention.Number("text_days", Periods.Retention.TextDays, 0, 36500), Facts: retention.Number("fact_days", lookBack, 0, 36500));
        retention.Finish();
        if (read.Facts < read.Text)
        {
            retention.Error("fact_days", "Facts would go before their texts.");
        }
        else if (read.Facts < lookBack)
        {
            retention.Warning("fact_days", $"Kept {lookBack} days all the same: answers look back that far.");
        }

        return read;
    }

    private static (bool Decision, bool Resolution) Admission(YamlMap map)
    {
        if (map.Map("admission") is not { } admission)
        {
            return default;
        }

        var read = (Decision: admission.Flag("needs_decision"), Resolution: admission.Flag("needs_resolution"));
        admission.Finish();
        return read;
    }
}
