using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Regions;

namespace CreditQuery.Rules.Checks;

/// <summary>Makes the plan of a question: rows in force, adopted, in the region and about the item, by list type.</summary>
internal sealed class PlanCompiler
{
    private readonly Catalogue _catalogue;
    private readonly ScenarioDefinition _scenario;
    private readonly PlanKey _key;
    private readonly ConsumptionRow? _row;
    private readonly ulong _itemBit;
    private readonly List<PlanCandidate>[] _byList;
    private readonly List<PlanCandidate> _grades = [];
    private readonly List<PlanCandidate> _clean = [];
    private readonly ConditionFilter _filter;

    private PlanCompiler(Catalogue catalogue, ScenarioDefinition scenario, PlanKey key)
    {
        _catalogue = catalogue;
        _scenario = scenario;
        _key = key;
        _row = scenario.Item == ItemKind.Consumption && key.HasItem ? catalogue.Tables.RowOf((ConsumptionMode)key.First, key.Second) : null;
        _itemBit = ConsumptionItems.Bit(Item);
        _byList = new List<PlanCandidate>[catalogue.ListTypes.Count];
        _filter = new ConditionFilter(catalogue, scenario, key, _itemBit);
    }

    private ConsumptionItem Item => _row?.Item ?? _scenario.FixedItem;

    /// <summary>Makes the plan.</summary>
    public static CheckPlan Compile(Catalogue catalogue, ScenarioDefinition scenario, PlanKey key) => new PlanCompiler(catalogue, scenario, key).Compile();

    private CheckPlan Compile()
    {
        AddTableRows();
        foreach (var measure in _catalogue.Tables.MeasuresOf(_scenario))
        {
            if (_scenario.Item == ItemKind.Consumption && _catalogue.Tables.AnswersForTables(measure))
            {
                continue;
            }

            foreach (var condition in measure.Conditions)
            {
                AddCondition(measure, condition, default);
            }
        }

        var lists = Pack(out var candidates);
        PlanCandidate[] grades = [.. _grades], clean = [.. _clean];
        var scheme = AdviceTables.TenderScheme(_catalogue, _scenario, _key);
        var day = DateOnly.FromDayNumber(_key.AsOf);
        return new CheckPlan
        {
            Catalogue = _catalogue,
            Scenario = _scenario,
            AsOf = _key.AsOf,
            Today = _key.Today,
            Region = _key.Region,
            Item = Item,
            ItemBit = _itemBit,
            Mode = _scenario.Item == ItemKind.Consumption ? (ConsumptionMode)_key.First : ConsumptionMode.None,
            ConsumptionRow = _row,
            Flags = IsSaidHere(_scenario.FlagRegions) ? _scenario.Flags : [],
            InspectionField = _scenario.Item == ItemKind.Inspection ? _catalogue.Names.Fields.At(_key.First) : null,
            Industry = _scenario.Item == ItemKind.Approval ? _key.First : 0,
            DefaultPartyRole = _scenario.PartyRoles.Count == 0 ? 0 : _scenario.Item == ItemKind.Tender && _key.Third > 0 ? _key.Third : 1,
            Lists = lists,
            Candidates = candidates,
            GradeCandidates = grades,
            CleanCandidates = clean,
            PlaceCount = PlanPlaces.Assign(_catalogue.Measures.Count, candidates, grades, clean),
            CleanAfter = day.AddYears(-3).DayNumber,
            NextGradeRowChange = RowChanges.OfGrades(_catalogue, _scenario, _key),
            NextCleanRowChange = RowChanges.OfCleanRecord(_catalogue, _scenario, _key),
            TenderScheme = scheme,
            TenderPoints = scheme is null ? [] : [.. scheme.Points],
            PriceSignals = AdviceTables.PriceSignals(_catalogue, _scenario, _key),
            InspectionFactors = AdviceTables.InspectionFactors(_catalogue, _scenario, _key),
        };
    }

    private bool IsSaidHere(IReadOnlyList<int> regions) => regions.Count == 0 || regions.Any(r => RegionCode.Contains(r, _key.Region));

    // Tables A and B decide what is limited; the measure's own conditions must hold as well (F144, F147).
    private void AddTableRows()
    {
        if (_row is null)
        {
            return;
        }

        foreach (var rule in _catalogue.ConsumptionRules)
        {
            var ruling = _row.Rulings[rule.Column];
            var measure = rule.MeasureByItem[(int)_row.Item];
            if (measure < 0 || ruling is ConsumptionRuling.Untouched or ConsumptionRuling.Allowed)
            {
                continue;
            }

            foreach (var condition in _catalogue.Measures[measure].Conditions)
            {
                AddCondition(_catalogue.Measures[measure], condition, new TableRuling(rule, ruling));
            }
        }
    }

    private void AddCondition(MeasureDefinition measure, MeasureCondition condition, TableRuling table)
    {
        if (!measure.InForce.Covers(_key.AsOf) || !_filter.Passes(measure, condition, out var uncertain))
        {
            return;
        }

        var candidate = MakeCandidate(measure, condition, table, uncertain);
        if (condition.NeedsEntry)
        {
            foreach (var index in condition.ListTypes)
            {
                AddForList(_catalogue.ListTypes[index], measure, condition, table, candidate);
            }
        }
        else if (condition.GradeScheme is not null)
        {
            _grades.Add(candidate);
        }
        else
        {
            _clean.Add(candidate);
        }
    }

    private void AddForList(ListTypeDefinition listType, MeasureDefinition measure, MeasureCondition condition, TableRuling table, PlanCandidate candidate)
    {
        var triggers = table.Rule is null || table.Rule.ListTypes.Contains(listType.Index);
        if (!triggers || !listType.InForce.Covers(_key.AsOf) || (condition.OwnField && !_filter.IsOwnField(listType)))
        {
            return;
        }

        if (listType.Authority == AuthorityClass.Reference && candidate.Standing == Standing.Counts)
        {
            candidate.Standing = Standing.Reference;
        }

        // An individual order in force is mandatory and blocks what it states (architecture, chapter 5).
        var statesItem = _itemBit != 0 || condition.SameIndustry;
        candidate.IsOrder = listType.Tier == ListTier.Order;
        if (candidate.IsOrder && statesItem && measure.Kind == MeasureKind.Discipline && measure.Effect != Effect.Inform)
        {
            candidate.Obligation = Obligation.Mandatory;
            candidate.Effect = Ceiling(Effect.Block);
        }

        candidate.IsConditional = candidate.Severities is not null || candidate.AbleButRefuses || candidate.SameIndustry || candidate.ThreeCleanYears
            || candidate.NoBrokenCommitment || (candidate.IsOrder && _itemBit != 0);
        (_byList[listType.Index] ??= []).Add(candidate);
    }

    private PlanCandidate MakeCandidate(MeasureDefinition measure, MeasureCondition condition, TableRuling table, bool uncertain) => new()
    {
        Measure = measure.Index,
        SeverityScheme = condition.SeverityScheme?.Number ?? 0,
        Severities = condition.SeverityScheme is null ? null : [.. condition.Severities],
        GradeScheme = condition.GradeScheme?.Number ?? 0,
        Grades = condition.GradeScheme is null ? null : [.. condition.Grades],
        GradeSchemeNumber = condition.GradeScheme is null ? (ushort)0 : (ushort)(Array.IndexOf(_catalogue.Parts.GradeSchemes, condition.GradeScheme) + 1),
        Kinds = measure.Kinds,
        Roles = measure.Roles,
        PartyRoles = _filter.PartyRoles(condition),
        Column = table.Rule is null ? 0 : 1u << table.Rule.Column,
        Kind = measure.Kind,
        Effect = Ceiling(measure.Effect),
        Obligation = measure.Obligation,
        Standing = StandingOf(measure),
        Ruling = table.Rule is not null ? table.Ruling : LimitsByItself(measure) ? ConsumptionRuling.Restricted : ConsumptionRuling.Untouched,
        TakesActive = condition.States.Count == 0 || condition.States.Contains(EntryState.Active),
        TakesMonitored = condition.States.Contains(EntryState.Monitored),
        AbleButRefuses = condition.AbleButRefuses || table.Rule is { AbleButRefuses: true },
        SameIndustry = condition.SameIndustry,
        ThreeCleanYears = condition.ThreeCleanYears,
        NoBrokenCommitment = condition.NoBrokenCommitment,
        Uncertain = uncertain,
    };

    // Leaving the country has no table: the order is the ruling.
    private bool LimitsByItself(MeasureDefinition measure) => _scenario.FixedItem != ConsumptionItem.None && measure.Kind == MeasureKind.Discipline;

    private Effect Ceiling(Effect effect) => _scenario.CautionCeiling && effect == Effect.Block ? Effect.Caution : effect;

    private Standing StandingOf(MeasureDefinition measure)
    {
        // Said first, also of a row that only informs: whoever reads it is to know that nothing carries it.
        if (measure.Kind == MeasureKind.Discipline && !measure.HasCarryingBasis(_key.AsOf))
        {
            return Standing.NoBasis;
        }

        if (measure.Effect == Effect.Inform)
        {
            return Standing.Reference;
        }

        return measure.IsAdopted(_key.Region, _key.AsOf) ? Standing.Counts : Standing.NotAdopted;
    }

    private ListFacts[] Pack(out PlanCandidate[] candidates)
    {
        var all = new List<PlanCandidate>();
        var lists = new ListFacts[_byList.Length];
        var rowChanges = RowChanges.ByList(_catalogue, _scenario, _key);
        foreach (var listType in _catalogue.ListTypes)
        {
            var start = all.Count;
            if (_byList[listType.Index] is { } found)
            {
                // Equal measures stand together, the strongest condition first, so that evaluation takes each once.
                all.AddRange(found.OrderBy(c => c.Measure).ThenBy(EffectHere).ThenBy(c => c.Obligation).ThenByDescending(c => c.Ruling));
            }

            var inForce = listType.InForce.Covers(_key.AsOf);
            lists[listType.Index] = new ListFacts
            {
                Start = start,
                End = all.Count,
                NextRowChange = rowChanges[listType.Index],
                Scope = listType.Scope,
                Tier = listType.Tier,
                IsPublic = inForce && listType.Authority == AuthorityClass.Public,
                IsAdverse = inForce && listType.Authority == AuthorityClass.Public && listType.Adverse,
                NextAdverseChange = listType is { Adverse: true, Authority: AuthorityClass.Public } && _key.AsOf >= _key.Today
                    ? listType.InForce.NextChangeAfter(_key.AsOf) : CivilDay.Never,
                RepairedCounts = listType.RepairedCounts,
                FactDays = Retention.FactDays(listType),
                NamedOnly = listType.NamedOnly,
            };
        }

        candidates = [.. all];
        return lists;
    }

    // What the question leaves open, or no source settles, can be weighed but not block.
    private Effect EffectHere(PlanCandidate candidate)
    {
        var leavesIndustryOpen = candidate.SameIndustry && (_scenario.Item != ItemKind.Approval || _key.First == 0);
        var isOpen = candidate.Uncertain || leavesIndustryOpen || candidate.Ruling == ConsumptionRuling.Undetermined;
        return candidate.Effect == Effect.Block && isOpen ? Effect.Caution : candidate.Effect;
    }

    private readonly record struct TableRuling(ConsumptionRule? Rule, ConsumptionRuling Ruling);
}
