using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Rules.Checks;

/// <summary>A question resolved against one catalogue: everything about a check but its subject.</summary>
/// <remarks>Immutable and thread-safe; made once for a batch, and kept with the catalogue for the next equal question.</remarks>
public sealed class CheckPlan
{
    internal CheckPlan()
    {
    }

    /// <summary>The catalogue that answers.</summary>
    public required Catalogue Catalogue { get; init; }

    /// <summary>The scenario.</summary>
    public required ScenarioDefinition Scenario { get; init; }

    /// <summary>Civil day asked about, a day number.</summary>
    public required int AsOf { get; init; }

    /// <summary>Civil day of log time, a day number.</summary>
    public required int Today { get; init; }

    /// <summary>Region of the decision; 0: none stated.</summary>
    public required int Region { get; init; }

    /// <summary>Item of consumption; none for most scenarios, and for what Tables A and B do not name.</summary>
    public required ConsumptionItem Item { get; init; }

    /// <summary>Row of Tables A and B that answers; null outside consumption, and where none matches: then the item is allowed.</summary>
    public ConsumptionRow? ConsumptionRow { get; internal init; }

    /// <summary>Flags of the answer in the region asked about: third_party_report_required; empty if there are none.</summary>
    /// <remarks>Source: 003 二.</remarks>
    public IReadOnlyList<string> Flags { get; internal init; } = [];

    /// <summary>Field (领域) that an inspection is about; null if none was stated.</summary>
    internal string? InspectionField { get; init; }

    internal CheckDays Days => new(AsOf, Today, Region);

    internal ulong ItemBit { get; init; }

    internal ConsumptionMode Mode { get; init; }

    /// <summary>Industry asked about, packed; 0: none stated.</summary>
    internal int Industry { get; init; }

    /// <summary>Role of a subject for which the request names none.</summary>
    public int DefaultPartyRole { get; init; }

    /// <summary>By list type.</summary>
    internal ListFacts[] Lists { get; init; } = [];

    /// <summary>Rows that look at entries, those of one list type together.</summary>
    internal PlanCandidate[] Candidates { get; init; } = [];

    /// <summary>Rows that look at a grade.</summary>
    internal PlanCandidate[] GradeCandidates { get; init; } = [];

    /// <summary>Rows that look at a clean record.</summary>
    internal PlanCandidate[] CleanCandidates { get; init; } = [];

    /// <summary>Number of places at which the measures of these rows stand in an answer.</summary>
    internal int PlaceCount { get; init; }

    /// <summary>The day asked about is not past, so that its answer moves on with time.</summary>
    internal bool MovesWithTime => AsOf >= Today;

    /// <summary>The day three years before <see cref="AsOf"/>: later decisions count against three clean years.</summary>
    internal int CleanAfter { get; init; }

    /// <summary>Next day on which a row that looks at a grade begins or ends.</summary>
    internal int NextGradeRowChange { get; init; } = CivilDay.Never;

    /// <summary>Next day on which a row that looks at a clean record begins or ends.</summary>
    internal int NextCleanRowChange { get; init; } = CivilDay.Never;

    internal TenderScheme? TenderScheme { get; init; }

    /// <summary>Points of that scheme.</summary>
    internal TenderPoints[] TenderPoints { get; init; } = [];

    /// <summary>Signals by tier; null: the scenario gives none.</summary>
    internal PriceSignalRule?[]? PriceSignals { get; init; }

    /// <summary>Factors by level; null entries: the region has none.</summary>
    internal SupervisionFactor?[]? InspectionFactors { get; init; }

    /// <summary>Finds the role of a party.</summary>
    /// <param name="role">Role of the request; empty: none stated, then the first role of the scenario counts, whatever the subject's is.</param>
    /// <param name="partyRole">Its number in the scenario, from 1; 0 where the scenario names no roles.</param>
    /// <returns>False if the scenario names its roles and this is none of them.</returns>
    public bool TryFindPartyRole(string? role, out int partyRole)
    {
        partyRole = Scenario.PartyRoles.Count == 0 ? 0 : 1;
        if (string.IsNullOrEmpty(role) || Scenario.PartyRoles.Count == 0)
        {
            return true;
        }

        for (var index = 0; index < Scenario.PartyRoles.Count; index++)
        {
            if (Scenario.PartyRoles[index] == role)
            {
                partyRole = index + 1;
                return true;
            }
        }

        return false;
    }
}
