using CreditQuery.Protos.V1;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;
using CreditQuery.Server.Checks;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Conclusion = CreditQuery.Protos.V1.Conclusion;
using IdentityMatch = CreditQuery.Protos.V1.IdentityMatch;
using IndeterminateReason = CreditQuery.Protos.V1.IndeterminateReason;
using MeasureState = CreditQuery.Protos.V1.MeasureState;
using ThreeCleanYears = CreditQuery.Protos.V1.ThreeCleanYears;

namespace CreditQuery.UnitTests.Server.Checks;

/// <summary>Makes answers as messages of the generated code: what the bytes of the server are compared with.</summary>
internal static class ReferenceAnswer
{
    // Bits of both sets that a message can carry: the numbers of their enums.
    private const int Highest = 15;

    /// <summary>Writes the answer of a single check.</summary>
    /// <param name="answer">The answer; null parts are left out.</param>
    /// <param name="plan">The plan; null if the answer stands without one (identity, freshness).</param>
    /// <param name="findings">What was noticed about the identifier.</param>
    /// <param name="scope">Catalogue, cipher, whether to explain.</param>
    /// <param name="response">Receives it.</param>
    public static void Write(CheckAnswer answer, CheckPlan plan, IdentifierFindings findings, in MapScope scope, CheckSubjectResponse response)
    {
        response.Conclusion = (Conclusion)answer.Conclusion;
        response.Identity = (IdentityMatch)answer.Identity;
        AddReasons(answer.Reasons, response.IndeterminateReasons);
        AnswerMapper.AddFindings(findings, response.IdentifierFindings);
        MeasureMapper.Add(answer.Measures, answer, scope, response.Measures);
        MeasureMapper.Add(answer.References, answer, scope, response.References);
        response.ThreeCleanYears = (ThreeCleanYears)answer.CleanYears;
        response.CleanSince = CivilDay.Format(answer.CleanSince);
        ReferenceAdvice.Set(plan, answer, response);
        if (answer.NextChangeAt is { } next)
        {
            response.NextChangeAt = Timestamp.FromDateTimeOffset(next);
        }
    }

    /// <summary>Writes the answer about one party.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="role">Role of the request.</param>
    /// <param name="findings">What was noticed about the identifier.</param>
    /// <param name="scope">Catalogue, cipher, whether to explain.</param>
    public static PartyResult Party(CheckAnswer answer, string role, IdentifierFindings findings, in MapScope scope)
    {
        var result = new PartyResult { Role = role, Conclusion = (Conclusion)answer.Conclusion, Identity = (IdentityMatch)answer.Identity };
        AddReasons(answer.Reasons, result.IndeterminateReasons);
        AnswerMapper.AddFindings(findings, result.IdentifierFindings);
        MeasureMapper.Add(answer.Measures, answer, scope, result.Measures);
        result.Ratings.Add(ReferenceAdvice.Ratings(answer));
        return result;
    }

    /// <summary>Writes one answer of a batch.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="result">Receives it.</param>
    public static void Write(CheckAnswer answer, CheckPlan plan, BatchItemResult result)
    {
        result.Conclusion = (Conclusion)answer.Conclusion;
        result.Identity = (IdentityMatch)answer.Identity;
        AddReasons(answer.Reasons, result.IndeterminateReasons);
        AddBatch(answer, plan, result.Measures);
        if (answer.NextChangeAt is { } next)
        {
            result.NextChangeAt = Timestamp.FromDateTimeOffset(next);
        }
    }

    /// <summary>Adds reasons, lowest number first.</summary>
    /// <param name="reasons">The set.</param>
    /// <param name="target">Receives them.</param>
    public static void AddReasons(IndeterminateReasons reasons, RepeatedField<IndeterminateReason> target)
    {
        for (var bit = 1; reasons != IndeterminateReasons.None && bit <= Highest; bit++)
        {
            if (((int)reasons & (1 << bit)) != 0)
            {
                target.Add((IndeterminateReason)bit);
            }
        }
    }

    private static void AddBatch(CheckAnswer answer, CheckPlan plan, RepeatedField<BatchMeasure> target)
    {
        foreach (ref readonly var measure in answer.Measures)
        {
            target.Add(new BatchMeasure
            {
                Code = plan.Catalogue.Measures[measure.Measure].Code,
                State = (MeasureState)measure.State,
                EntryId = System.Text.Encoding.UTF8.GetString(answer.EntryId(measure)),
                Disputed = measure.DisputedSince != CivilDay.None,
            });
        }
    }
}
