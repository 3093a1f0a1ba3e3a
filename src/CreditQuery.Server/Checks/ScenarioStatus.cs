using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using Conclusion = CreditQuery.Protos.V1.Conclusion;
using ThreeCleanYears = CreditQuery.Protos.V1.ThreeCleanYears;

namespace CreditQuery.Server.Checks;

/// <summary>Evaluates one subject in several scenarios.</summary>
/// <remarks>Scenarios that cannot be asked without an item or region are left out unless they are named: then the fault is said.</remarks>
internal sealed class ScenarioStatus(NodeParts parts, CheckMoment moment, GetSubjectRequest request)
{
    private readonly CheckAnswer _answer = new();

    /// <summary>Writes the measures of each scenario, and the clean years, which are the same in all.</summary>
    /// <param name="record">The record; null if there is none.</param>
    /// <param name="response">Receives them.</param>
    /// <exception cref="CallException">A named scenario does not exist or cannot be asked like this (INVALID_ARGUMENT).</exception>
    public void Write(byte[]? record, GetSubjectResponse response)
    {
        var named = request.Scenarios.Count > 0;
        var codes = named ? request.Scenarios : moment.Version!.Catalogue.Scenarios.Select(static scenario => scenario.Code);
        foreach (var code in codes)
        {
            var question = new CheckQuestion { Scenario = code, AsOf = request.AsOf, Region = request.Region, Today = moment.Today };
            if (CheckPlanner.TryPlan(moment.Version!.Catalogue, question, out var plan, out var error))
            {
                Write(record, plan, response);
            }
            else if (named)
            {
                throw CallException.OfField("scenarios", ErrorReasons.OfWireName(error.Reason), $"{error.Field}: {error.Message}");
            }
        }
    }

    private void Write(byte[]? record, CheckPlan plan, GetSubjectResponse response)
    {
        var question = new SubjectQuestion
        {
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

        var measures = new ScenarioMeasures { Scenario = plan.Scenario.Code, Conclusion = (Conclusion)_answer.Conclusion };
        MeasureMapper.Add(_answer.Measures, _answer, new MapScope(plan.Catalogue, parts.Index.Cipher, Explain: false), measures.Measures);
        response.Scenarios.Add(measures);
        response.ThreeCleanYears = (ThreeCleanYears)_answer.CleanYears;
        response.CleanSince = Rules.Periods.CivilDay.Format(_answer.CleanSince);
    }
}
