using CreditQuery.Rules.Catalogues;

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

    /// <summary>Item of consumption; none for most scenarios.</summary>
    public required ConsumptionItem Item { get; init; }

    /// <summary>Finds the role of a party.</summary>
    /// <param name="role">Role of the request; empty: none stated.</param>
    /// <param name="partyRole">Its number in the scenario, from 1; 0 for none.</param>
    /// <returns>False if the scenario names its roles and this is none of them.</returns>
    public bool TryFindPartyRole(string role, out int partyRole)
    {
        partyRole = 0;
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
