using System.Diagnostics.CodeAnalysis;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using AppliedMeasure = CreditQuery.Protos.V1.AppliedMeasure;
using Conclusion = CreditQuery.Protos.V1.Conclusion;
using ThreeCleanYears = CreditQuery.Protos.V1.ThreeCleanYears;

namespace CreditQuery.Server.Checks;

/// <summary>Evaluates one subject in several scenarios.</summary>
/// <remarks>Of a scenario that needs an item the measures of every item are told, without a conclusion: only the item decides. Scenarios that
/// cannot be asked without a region, or about that region or day, are left out unless they are named: then the fault is said.</remarks>
internal sealed class ScenarioStatus(NodeParts parts, CheckMoment moment, GetSubjectRequest request, KindSet kindsByIdentifier)
{
    private readonly CheckAnswer _answer = new();

    /// <summary>Writes the measures of each scenario, and the clean years, which are the same in all.</summary>
    /// <param name="record">The record; null if there is none.</param>
    /// <param name="response">Receives them.</param>
    /// <exception cref="CallException">A named scenario does not exist or cannot be asked like this (INVALID_ARGUMENT).</exception>
    public void Write(byte[]? record, GetSubjectResponse response)
    {
        var named = request.Scenarios.Count > 0;
        var codes = named ? request.Scenarios.Distinct(StringComparer.Ordinal) : moment.Version!.Catalogue.Scenarios.Select(static scenario => scenario.Code);
        foreach (var code in codes)
        {
            if (moment.Version!.Catalogue.FindScenario(code) is { ItemRequired: true, Item: ItemKind.Consumption })
            {
                Survey(record, code, named, response);
            }
            else if (TryPlan(code, default, named, out var plan))
            {
                var measures = Measures(record, plan);
                measures.Conclusion = (Conclusion)_answer.Conclusion;
                Add(measures, response);
            }
        }
    }

    private void Survey(byte[]? record, string code, bool named, GetSubjectResponse response)
    {
        var survey = new ScenarioMeasures { Scenario = code };
        var known = new HashSet<AppliedMeasure>();
        foreach (var item in ConsumptionSurvey.Items(moment.Version!.Catalogue))
        {
            if (!TryPlan(code, item, named, out var plan))
            {
                return;
            }

            survey.Measures.Add(Measures(record, plan).Measures.Where(known.Add));
        }

        Add(survey, response);
    }

    private bool TryPlan(string code, CheckItem item, bool named, [NotNullWhen(true)] out CheckPlan? plan)
    {
        var question = new CheckQuestion { Scenario = code, AsOf = request.AsOf, Region = request.Region, Item = item, Today = moment.Today };
        if (CheckPlanner.TryPlan(moment.Version!.Catalogue, question, out plan, out var error))
        {
            return true;
        }

        var reason = ErrorReasons.OfWireName(error.Reason);
        if (reason == ErrorReason.UnknownRegion)
        {
            throw CallException.OfField(error.Field, reason, error.Message);
        }

        return named ? throw CallException.OfField("scenarios", reason, $"{error.Field}: {error.Message}") : false;
    }

    private ScenarioMeasures Measures(byte[]? record, CheckPlan plan)
    {
        var question = new SubjectQuestion
        {
            KindsByIdentifier = kindsByIdentifier,
            Coverage = moment.Version!.Coverage.Of(plan, moment.SourceTime),
            SealedName = request.Subject.Name.Length == 0 ? 0 : parts.Index.Cipher.SealName(request.Subject.Name),
        };
        if (record is null)
        {
            CheckEvaluator.EvaluateMissing(plan, question, _answer);
        }
        else
        {
            CheckEvaluator.Evaluate(new SubjectView(record), plan, question, _answer);
        }

        var measures = new ScenarioMeasures { Scenario = plan.Scenario.Code };
        MeasureMapper.Add(_answer.Measures, _answer, new MapScope(plan.Catalogue, parts.Index.Cipher, Explain: false), measures.Measures);
        return measures;
    }

    private void Add(ScenarioMeasures measures, GetSubjectResponse response)
    {
        response.Scenarios.Add(measures);
        response.ThreeCleanYears = (ThreeCleanYears)_answer.CleanYears;
        response.CleanSince = Rules.Periods.CivilDay.Format(_answer.CleanSince);
    }
}
