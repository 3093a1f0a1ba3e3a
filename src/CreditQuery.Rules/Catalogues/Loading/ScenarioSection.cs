namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Reads scenarios.</summary>
internal static class ScenarioSection
{
    // A role takes one bit of a condition's mask, bit 0 stands for no role.
    private const int MaxPartyRoles = 31;

    public static ScenarioDefinition[] Read(YamlMap root, LoadContext context)
    {
        var scenarios = new List<ScenarioDefinition>();
        foreach (var map in root.Maps("scenarios"))
        {
            var scenario = ReadOne(map, scenarios.Count, context);
            map.Text("note");
            map.Finish();
            context.Scenarios.Add(map, "code", scenario.Code, scenario);
            scenarios.Add(scenario);
        }

        return [.. scenarios];
    }

    private static ScenarioDefinition ReadOne(YamlMap map, int index, LoadContext context)
    {
        var ceiling = map.Text("ceiling");
        if (ceiling is not ("" or "caution"))
        {
            map.Error("ceiling", $"'{ceiling}' is not caution, the only ceiling.");
        }

        var region = map.Text("region");
        if (region is not ("" or "optional" or "required"))
        {
            map.Error("region", $"'{region}' is none of: optional, required.");
        }

        var itemWord = map.Text("item");
        var scenario = new ScenarioDefinition
        {
            Index = index,
            Code = map.Code("code"),
            NameZh = map.Text("name_zh", required: true),
            MustCheck = map.Flag("must_check"),
            Item = itemWord == "none" ? ItemKind.None : map.Word("item", ItemKind.None),
            ItemRequired = map.Flag("item_required"),
            FixedItem = FixedItem(map),
            Kinds = ListTypeSection.Kinds(map),
            PartyRule = map.Word("party_rule", PartyRule.EachAlone),
            PartyRoles = map.Texts("party_roles"),
            GroupRoles = map.Texts("group_roles"),
            AsOf = map.Word("as_of", AsOfRule.Today),
            RegionRequired = region == "required",
            CautionCeiling = ceiling == "caution",
            Advice = map.Text("advice") == "none" ? AdviceKind.None : map.Word("advice", AdviceKind.None),
            AddedRequiredLists = AddedLists(map, context),
            EligibilityOnly = map.Flag("eligibility_only"),
            Flags = map.Texts("flags"),
            FlagRegions = map.Regions("flag_regions"),
        };
        CheckItem(map, scenario);
        return scenario;
    }

    private static ConsumptionItem FixedItem(YamlMap map)
    {
        var code = map.Text("fixed_item");
        if (code.Length > 0 && !ConsumptionItems.TryParse(code, out _))
        {
            map.Error("fixed_item", $"'{code}' is no item of consumption.");
        }

        return ConsumptionItems.TryParse(code, out var item) ? item : ConsumptionItem.None;
    }

    private static List<int> AddedLists(YamlMap map, LoadContext context)
    {
        // "computed" is the ordinary case and may be written out; a list adds to what is computed.
        return !map.IsScalar("required_lists") ? context.ListTypeIndexes(map, "required_lists") : Computed(map);

        static List<int> Computed(YamlMap map)
        {
            if (map.Text("required_lists") is not ("computed" or ""))
            {
                map.Error("required_lists", "Write computed, or a list of list types that are added.");
            }

            return [];
        }
    }

    private static void CheckItem(YamlMap map, ScenarioDefinition scenario)
    {
        if (scenario.ItemRequired && scenario.Item == ItemKind.None)
        {
            map.Error("item_required", "The scenario has no item that a check could state.");
        }

        if (scenario.PartyRoles.Count > MaxPartyRoles)
        {
            map.Error("party_roles", $"More than {MaxPartyRoles} roles.");
        }

        if (scenario.GroupRoles.Count > 0 && (scenario.PartyRule != PartyRule.WorstCounts || scenario.GroupRoles.Except(scenario.PartyRoles).Any()))
        {
            map.Error("group_roles", "Roles of party_roles, and only with worst_counts.");
        }

        if (scenario.FixedItem != ConsumptionItem.None && scenario.Item == ItemKind.Consumption)
        {
            map.Error("fixed_item", "A scenario whose checks state an item of consumption cannot fix one.");
        }

        var fits = scenario.Advice switch
        {
            AdviceKind.Consumption => scenario.Item == ItemKind.Consumption || scenario.FixedItem != ConsumptionItem.None,
            AdviceKind.Tender => scenario.Item == ItemKind.Tender,
            _ => true,
        };
        if (!fits)
        {
            map.Error("advice", "The advice does not fit the item of the scenario.");
        }
    }
}
