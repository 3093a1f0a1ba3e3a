using System.Collections.Concurrent;

namespace CreditQuery.Rules.Catalogues;

/// <summary>Look-ups that plans are made from, worked out once per catalogue.</summary>
internal sealed class CatalogueTables
{
    private readonly MeasureDefinition[][] _measuresByScenario;
    private readonly ConsumptionRow?[][] _rowsByMode;
    private readonly bool[] _answersForTables;
    private readonly bool[] _needsRegion;
    private readonly ConcurrentDictionary<(ConsumptionMode Mode, uint Columns), IReadOnlyList<string>> _alternatives = new();

    public CatalogueTables(CatalogueParts parts)
    {
        _measuresByScenario = [.. parts.Scenarios.Select(s => parts.Measures.Where(m => m.Scenarios.Contains(s.Index)).ToArray())];
        _rowsByMode = [.. Enum.GetValues<ConsumptionMode>().Select(mode => ConsumptionMatch.RowsByValues(parts.ConsumptionRows, mode))];
        _needsRegion = RegionDependence.Of(parts);
        _answersForTables = new bool[parts.Measures.Length];
        foreach (var measure in parts.ConsumptionRules.SelectMany(r => r.MeasureByItem).Where(m => m >= 0))
        {
            _answersForTables[measure] = true;
        }
    }

    /// <summary>Measures of a scenario, by code.</summary>
    public MeasureDefinition[] MeasuresOf(ScenarioDefinition scenario) => _measuresByScenario[scenario.Index];

    /// <summary>Whether a check must name its region: the scenario says so, or a row of it differs by region.</summary>
    public bool NeedsRegion(ScenarioDefinition scenario) => scenario.RegionRequired || _needsRegion[scenario.Index];

    /// <summary>The row of Tables A and B for packed values; null if none matches.</summary>
    public ConsumptionRow? RowOf(ConsumptionMode mode, int packed) => _rowsByMode[(int)mode][packed];

    /// <summary>Values of a mode that none of the columns limits, as a request would name them, for instance <c>D second</c>.</summary>
    public IReadOnlyList<string> AlternativesOf(ConsumptionMode mode, uint columns) =>
        _alternatives.GetOrAdd((mode, columns), static (key, tables) => tables.FindAlternatives(key.Mode, key.Columns), this);

    /// <summary>Whether a measure answers for rows of Tables A and B; then only they bring it into an answer about consumption.</summary>
    public bool AnswersForTables(MeasureDefinition measure) => _answersForTables[measure.Index];

    private List<string> FindAlternatives(ConsumptionMode mode, uint columns)
    {
        var parameters = ItemValues.Of(mode);
        var found = new List<string>();
        for (var packed = 0; packed < _rowsByMode[(int)mode].Length && parameters.Length > 0; packed++)
        {
            var first = packed % (parameters[0].Values.Length + 1);
            var second = packed / (parameters[0].Values.Length + 1);
            var isWhole = first > 0 && (parameters.Length == 1 || second > 0);
            if (isWhole && _rowsByMode[(int)mode][packed] is { } row && !Limits(row, columns))
            {
                found.Add(second == 0 ? parameters[0].Values[first - 1] : parameters[0].Values[first - 1] + " " + parameters[1].Values[second - 1]);
            }
        }

        return found;
    }

    private static bool Limits(ConsumptionRow row, uint columns)
    {
        for (var column = 0; column < row.Rulings.Count; column++)
        {
            if ((columns & (1u << column)) != 0 && row.Rulings[column] is ConsumptionRuling.Restricted or ConsumptionRuling.Undetermined)
            {
                return true;
            }
        }

        return false;
    }
}
