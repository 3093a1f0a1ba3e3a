using System.Collections.Concurrent;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Rules.Coverage;

/// <summary>Coverage of every scenario and region under one catalogue and register.</summary>
/// <remarks>Immutable to its users and thread-safe; rows are worked out once per scenario, region and day, then a check costs O(1).
/// Source: architecture, chapter 5 (coverage).</remarks>
public sealed class CoverageTable
{
    // Regions and days come from callers; past this many rows all are dropped and worked out again as asked.
    private const int MaxRows = 8192;

    private readonly ConcurrentDictionary<(int Scenario, int Region, int AsOf), CoverageRow> _rows;

    /// <summary>Makes the table.</summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="register">The sources.</param>
    public CoverageTable(Catalogue catalogue, SourceRegister register)
        : this(catalogue, register, new())
    {
    }

    private CoverageTable(Catalogue catalogue, SourceRegister register, ConcurrentDictionary<(int Scenario, int Region, int AsOf), CoverageRow> rows)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(register);
        Catalogue = catalogue;
        Register = register;
        _rows = rows;
    }

    /// <summary>The catalogue.</summary>
    public Catalogue Catalogue { get; }

    /// <summary>The sources.</summary>
    public SourceRegister Register { get; }

    /// <summary>Gives the table for another register; rows are shared where only last changes differ.</summary>
    /// <param name="register">The sources.</param>
    /// <returns>The table.</returns>
    public CoverageTable With(SourceRegister register)
    {
        ArgumentNullException.ThrowIfNull(register);
        return new CoverageTable(Catalogue, register, ReferenceEquals(register.Definitions, Register.Definitions) ? _rows : new());
    }

    /// <summary>Coverage of a plan's scenario and region.</summary>
    /// <param name="plan">The plan, of the same catalogue.</param>
    /// <param name="at">Instant of the check, the log's source time.</param>
    /// <returns>The verdict.</returns>
    /// <remarks>Allocates only for a scenario, region and day not asked before.</remarks>
    public CoverageVerdict Of(CheckPlan plan, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return RowOf(plan.Scenario, plan.Region, plan.AsOf).VerdictAt(Register.Definitions, Register.LastChangeTicks, at.UtcTicks);
    }

    /// <summary>Tells coverage in full; allocates.</summary>
    /// <param name="scenario">The scenario, of the same catalogue.</param>
    /// <param name="region">Region; 0: the whole country.</param>
    /// <param name="asOf">Civil day.</param>
    /// <param name="at">Instant.</param>
    /// <returns>What is missing.</returns>
    public CoverageStatus StatusOf(ScenarioDefinition scenario, int region, int asOf, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var notLoaded = new List<string>();
        var silent = new List<string>();
        foreach (var index in RequiredLists.Of(Catalogue, scenario, region, asOf))
        {
            var listType = Catalogue.ListTypes[index];
            var list = ListSources.Of(listType, Register.Definitions, region);
            if (!list.IsLoaded)
            {
                notLoaded.Add(listType.Code);
            }
            else if (at.UtcTicks > list.DeadlineOf(Register.Definitions, Register.LastChangeTicks))
            {
                silent.Add(listType.Code);
            }
        }

        var verdict = RowOf(scenario, region, asOf).VerdictAt(Register.Definitions, Register.LastChangeTicks, at.UtcTicks);
        return new CoverageStatus(verdict, notLoaded, silent);
    }

    /// <summary>Codes of the sources that are silent.</summary>
    /// <param name="at">Instant.</param>
    /// <returns>In the order of the codes; allocates if there are any.</returns>
    public IReadOnlyList<string> SilentSources(DateTimeOffset at)
    {
        List<string>? silent = null;
        for (var index = 0; index < Register.Definitions.Length; index++)
        {
            if (Register.Definitions[index] is { IsWithheld: false, MaxSilence: { } silence } && at.UtcTicks > Register.LastChangeTicks[index] + silence.Ticks)
            {
                (silent ??= []).Add(Register.Definitions[index].Code);
            }
        }

        return silent ?? (IReadOnlyList<string>)[];
    }

    private CoverageRow RowOf(ScenarioDefinition scenario, int region, int asOf)
    {
        var key = (scenario.Index, region, asOf);
        if (_rows.TryGetValue(key, out var row))
        {
            return row;
        }

        if (_rows.Count >= MaxRows)
        {
            _rows.Clear();
        }

        row = Build(scenario, region, asOf, CivilDay.Never);
        row = Build(scenario, region, asOf, NextDay(row, scenario, region, asOf));
        _rows[key] = row;
        return row;
    }

    // What is needed changes with the days of rows, bases, adoptions and list types: time alone changes answers then too.
    private int NextDay(CoverageRow row, ScenarioDefinition scenario, int region, int asOf)
    {
        var day = RequiredLists.NextChange(Catalogue, scenario, region, asOf);
        while (day != CivilDay.Never && Build(scenario, region, day, CivilDay.Never).SaysTheSame(row))
        {
            day = RequiredLists.NextChange(Catalogue, scenario, region, day);
        }

        return day;
    }

    private CoverageRow Build(ScenarioDefinition scenario, int region, int asOf, int nextDay) => CoverageRow.Build(
        Catalogue, Register.Definitions, RequiredLists.Of(Catalogue, scenario, region, asOf), RequiredLists.Adverse(Catalogue, region, asOf), region, nextDay);
}
