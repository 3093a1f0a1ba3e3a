using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Catalogues;

/// <summary>A version of the measure catalogue (奖惩措施目录清单): validated, immutable, compiled.</summary>
/// <remarks>Thread-safe. Only the version in the change log counts. Source: 000 五(一); architecture, chapter 5.</remarks>
public sealed class Catalogue
{
    private readonly CodeIndex _listTypesByNumber;
    private readonly Dictionary<string, MeasureDefinition> _measuresByCode;
    private readonly Dictionary<string, ScenarioDefinition> _scenariosByCode;

    internal Catalogue(CatalogueParts parts)
    {
        Parts = parts;
        Names = new CatalogueNames(parts);
        Tables = new CatalogueTables(parts);
        _listTypesByNumber = new CodeIndex([.. parts.ListTypes.Select(l => l.Number)]);
        _measuresByCode = parts.Measures.ToDictionary(m => m.Code, StringComparer.Ordinal);
        _scenariosByCode = parts.Scenarios.ToDictionary(s => s.Code, StringComparer.Ordinal);
    }

    /// <summary>Name, for instance cn-2026.</summary>
    public string Name => Parts.Name;

    /// <summary>Chinese title.</summary>
    public string TitleZh => Parts.TitleZh;

    /// <summary>First civil day on which the version counts.</summary>
    public int EffectiveFrom => Parts.EffectiveFrom;

    /// <summary>name@sha256: SHA-256 of the file in lower-case hexadecimal.</summary>
    public string Version => Parts.Version;

    /// <summary>The file as loaded.</summary>
    public ReadOnlyMemory<byte> Content => Parts.Content;

    /// <summary>Bases, in the order of the file.</summary>
    public IReadOnlyList<LegalBasis> LegalBases => Parts.LegalBases;

    /// <summary>Departments, in the order of the file.</summary>
    public IReadOnlyList<Department> Departments => Parts.Departments;

    /// <summary>Fields, in the order of the file.</summary>
    public IReadOnlyList<FieldDefinition> Fields => Parts.Fields;

    /// <summary>Areas of special governance, for reports.</summary>
    public IReadOnlyList<GovernanceArea> GovernanceAreas => Parts.GovernanceAreas;

    /// <summary>Memoranda of cooperation, for reports.</summary>
    public IReadOnlyList<Memorandum> Memoranda => Parts.Memoranda;

    /// <summary>Severity schemes, in the order of the file.</summary>
    public IReadOnlyList<SeverityScheme> SeveritySchemes => Parts.SeveritySchemes;

    /// <summary>Grade schemes, in the order of the file.</summary>
    public IReadOnlyList<GradeScheme> GradeSchemes => Parts.GradeSchemes;

    /// <summary>List types by index, which is their order in the file.</summary>
    public IReadOnlyList<ListTypeDefinition> ListTypes => Parts.ListTypes;

    /// <summary>Measures by index, which is the order of their codes.</summary>
    public IReadOnlyList<MeasureDefinition> Measures => Parts.Measures;

    /// <summary>Scenarios by index, which is their order in the file.</summary>
    public IReadOnlyList<ScenarioDefinition> Scenarios => Parts.Scenarios;

    /// <summary>Rows of Tables A and B.</summary>
    public IReadOnlyList<ConsumptionRow> ConsumptionRows => Parts.ConsumptionRows;

    /// <summary>Columns (rule sets) of Tables A and B, by index.</summary>
    public IReadOnlyList<string> ConsumptionColumns => Parts.ConsumptionColumns;

    /// <summary>What triggers the columns of Tables A and B.</summary>
    public IReadOnlyList<ConsumptionRule> ConsumptionRules => Parts.ConsumptionRules;

    /// <summary>Schemes of bonus points.</summary>
    public IReadOnlyList<TenderScheme> TenderSchemes => Parts.TenderSchemes;

    /// <summary>Factors of inspection.</summary>
    public IReadOnlyList<SupervisionFactor> SupervisionFactors => Parts.SupervisionFactors;

    /// <summary>Signals for banks and insurers.</summary>
    public IReadOnlyList<PriceSignalRule> PriceSignals => Parts.PriceSignals;

    /// <summary>Counted behaviours.</summary>
    public IReadOnlyList<BehaviourRule> BehaviourRules => Parts.BehaviourRules;

    /// <summary>Working days.</summary>
    public WorkingDays WorkingDays => Parts.WorkingDays;

    internal CatalogueParts Parts { get; }

    internal CatalogueNames Names { get; }

    internal CatalogueTables Tables { get; }

    /// <summary>Plans made from this version; a question asked before is not resolved again.</summary>
    internal PlanCache Plans { get; } = new();

    /// <summary>Finds a list type by the number in records.</summary>
    /// <param name="number">A <see cref="Code32"/>.</param>
    /// <returns>Null if the catalogue has none: nothing outside the catalogue is ever answered.</returns>
    public ListTypeDefinition? FindListType(int number)
    {
        var index = _listTypesByNumber.Find(number);
        return index < 0 ? null : Parts.ListTypes[index];
    }

    /// <summary>Finds a list type by its code.</summary>
    /// <param name="code">The code.</param>
    /// <returns>Null if there is none.</returns>
    public ListTypeDefinition? FindListType(string code) =>
        FindListType(Code32.Of(code)) is { } found && found.Code == code ? found : null;

    /// <summary>Finds a measure by its code.</summary>
    /// <param name="code">The code.</param>
    /// <returns>Null if there is none.</returns>
    public MeasureDefinition? FindMeasure(string code) => _measuresByCode.GetValueOrDefault(code);

    /// <summary>Finds a scenario by its code.</summary>
    /// <param name="code">The code.</param>
    /// <returns>Null if there is none.</returns>
    public ScenarioDefinition? FindScenario(string code) => _scenariosByCode.GetValueOrDefault(code);

    /// <summary>Finds a department by its code.</summary>
    /// <param name="code">The code.</param>
    /// <returns>Null if there is none.</returns>
    public Department? FindDepartment(string code) => Parts.Departments.FirstOrDefault(d => d.Code == code);

    /// <summary>Gives the catalogue with one more adoption, as adopt_measure records it.</summary>
    /// <param name="measure">Code of the measure.</param>
    /// <param name="region">Region that adopts.</param>
    /// <param name="days">Days of the adoption.</param>
    /// <returns>Null if there is no such measure. The version stays: an adoption is a fact of the log, not of the file.</returns>
    public Catalogue? WithAdoption(string measure, int region, DayRange days)
    {
        if (FindMeasure(measure) is not { } found)
        {
            return null;
        }

        var measures = (MeasureDefinition[])Parts.Measures.Clone();
        measures[found.Index] = found.WithAdoption(new MeasureAdoption(region, days));
        return new Catalogue(Parts with { Measures = measures });
    }

    /// <summary>Finds the list type of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>Null if the catalogue has none, or if the entry follows from a count that this version has no rule for.</returns>
    public ListTypeDefinition? ListTypeOf(in EntryRecord entry)
    {
        var index = IndexOfListType(entry);
        return index < 0 ? null : Parts.ListTypes[index];
    }

    internal int IndexOfListType(in EntryRecord entry) =>
        (entry.Flags & EntryFlags.Counted) == 0 || HasRuleOf(entry) ? _listTypesByNumber.Find(entry.ListType) : -1;

    private bool HasRuleOf(in EntryRecord counted)
    {
        foreach (var rule in Parts.BehaviourRules)
        {
            if (rule.Number == counted.Cause && Parts.ListTypes[rule.ListType].Number == counted.ListType)
            {
                return true;
            }
        }

        return false;
    }
}
