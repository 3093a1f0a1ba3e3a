using System.Diagnostics.CodeAnalysis;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Regions;

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

        error = FindDay(scenario, question, out var asOf);
        var region = RegionCode.Country;
        error ??= FindRegion(catalogue, scenario, question, out region);
        if (error is not null)
        {
            return false;
        }

        var item = new ItemResolution(catalogue, scenario, question.Item);
        error = item.Error;
        if (error is not null)
        {
            return false;
        }

        var key = new PlanKey(scenario.Index, asOf, question.Today, region, question.Item.Kind != ItemKind.None, item.First, item.Second, item.Third);
        plan = catalogue.Plans.TryGet(key) ?? catalogue.Plans.Add(key, PlanCompiler.Compile(catalogue, scenario, key));
        return true;
    }

    // A past day only where the scenario evaluates one (法〔2016〕285号: the evaluation day counts); a year either way.
    private static PlanError? FindDay(ScenarioDefinition scenario, CheckQuestion question, out int asOf)
    {
        asOf = question.Today;
        if (string.IsNullOrEmpty(question.AsOf))
        {
            return null;
        }

        if (!CivilDay.TryParse(question.AsOf, out asOf))
        {
            return new PlanError("as_of", PlanErrorReasons.InvalidDay, "Not a civil day YYYY-MM-DD.");
        }

        if (asOf < question.Today && scenario.AsOf != AsOfRule.EvaluationDay)
        {
            return new PlanError("as_of", PlanErrorReasons.DayOutOfRange, "The scenario answers about today and later days only.");
        }

        // Nearly every day asked about is near; only the others need the calendar.
        if (Math.Abs(asOf - question.Today) < 365)
        {
            return null;
        }

        var today = DateOnly.FromDayNumber(question.Today);
        return asOf < today.AddYears(-1).DayNumber || asOf > today.AddYears(1).DayNumber
            ? new PlanError("as_of", PlanErrorReasons.DayOutOfRange, "More than a year from today.")
            : null;
    }

    private static PlanError? FindRegion(Catalogue catalogue, ScenarioDefinition scenario, CheckQuestion question, out int region)
    {
        region = RegionCode.Country;
        if (string.IsNullOrEmpty(question.Region))
        {
            return catalogue.Tables.NeedsRegion(scenario) ? new PlanError("region", PlanErrorReasons.RegionRequired, "The rows of this scenario depend on the region: state that of the decision, or 000000 for the whole country.") : null;
        }

        return RegionCode.TryParse(question.Region, out region) ? null : new PlanError("region", PlanErrorReasons.UnknownRegion, "Not a code of GB/T 2260, six digits.");
    }
}
