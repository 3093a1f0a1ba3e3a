using System.Globalization;
using System.Text;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Server.Checks;
using ConsumptionDecision = CreditQuery.Protos.V1.ConsumptionDecision;
using RatingReport = CreditQuery.Protos.V1.RatingReport;

namespace CreditQuery.UnitTests.Server.Checks;

/// <summary>Writes what a scenario answers beyond the conclusion.</summary>
internal static class ReferenceAdvice
{
    /// <summary>Sets the advice of the scenario; nothing if it has none.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="response">Receives it.</param>
    public static void Set(CheckPlan plan, CheckAnswer answer, CheckSubjectResponse response)
    {
        switch (plan.Scenario.Advice)
        {
            case AdviceKind.Consumption:
                response.Consumption = Consumption(answer);
                break;
            case AdviceKind.Tender:
                response.Tender = Tender(answer);
                break;
            case AdviceKind.Approval:
                response.Approval = Approval(answer);
                break;
            case AdviceKind.Pricing:
                response.Pricing = Pricing(answer);
                break;
            case AdviceKind.Inspection:
                response.Inspection = Inspection(answer);
                break;
            case AdviceKind.Other:
                response.Other = new OtherAdvice { Eligible = answer.Eligible };
                AddAll(plan.Flags, response.Other.Flags);
                break;
        }
    }

    private static ConsumptionAdvice Consumption(CheckAnswer answer)
    {
        var advice = new ConsumptionAdvice { Decision = (ConsumptionDecision)answer.Consumption, Note = answer.ConsumptionNote };
        AddAll(answer.AllowedAlternatives, advice.AllowedAlternatives);
        foreach (ref readonly var measure in answer.Measures)
        {
            var exemption = answer.ExemptionId(measure);
            if (!exemption.IsEmpty)
            {
                advice.ExemptionId = Encoding.UTF8.GetString(exemption);
                break;
            }
        }

        return advice;
    }

    private static TenderAdvice Tender(CheckAnswer answer)
    {
        var advice = new TenderAdvice
        {
            BonusPoints = answer.BonusPoints?.ToString(CultureInfo.InvariantCulture) ?? "",
            Scheme = answer.TenderScheme?.Code ?? "",
            ConsortiumBlockedBy = answer.ConsortiumBlockedBy,
        };
        advice.Ratings.Add(Ratings(answer));
        return advice;
    }

    public static List<RatingReport> Ratings(CheckAnswer answer)
    {
        var ratings = new List<RatingReport>();
        foreach (ref readonly var rating in answer.Ratings)
        {
            ratings.Add(Rating(rating, Encoding.UTF8.GetString(answer.RatingTexts(rating)).Split('\n')));
        }

        return ratings;
    }

    // As put_rating keeps it: agency/scale, value, agency.
    private static RatingReport Rating(in CreditQuery.Rules.Checks.RatingReport rating, string[] texts) => new()
    {
        Agency = texts[2],
        Scale = texts[0][(texts[2].Length + 1)..],
        Value = texts[1],
        RatedOn = CivilDay.Format(rating.RatedOn),
        ValidTo = CivilDay.Format(rating.ValidTo),
    };

    private static ApprovalAdvice Approval(CheckAnswer answer) => new()
    {
        GreenChannel = answer.GreenChannel != ApprovalGround.None,
        Ground = answer.GreenChannel switch
        {
            ApprovalGround.Model => "model",
            ApprovalGround.ThreeCleanYears => "three_clean_years",
            _ => "",
        },
        AcceptWithDeficiency = answer.AcceptWithDeficiency,
        NotifyAndCommit = answer.NotifyAndCommit,
    };

    private static PricingAdvice Pricing(CheckAnswer answer) => new()
    {
        Signal = answer.PriceSignal?.Signal switch
        {
            PriceSignal.Favourable => "favourable",
            PriceSignal.Adverse => "adverse",
            PriceSignal.Severe => "severe",
            _ => "none",
        },
        Tier = answer.PriceSignal is { } signal ? TierCodes.Lower(signal.Tier) : "",
        Note = answer.PriceSignal?.Note ?? "",
    };

    private static InspectionAdvice Inspection(CheckAnswer answer) => new()
    {
        Level = Word(answer.InspectionLevel),
        FrequencyFactor = answer.InspectionFactor?.Factor ?? "",
        OwnFieldLevel = Word(answer.OwnFieldLevel),
        CrossFieldLevel = Word(answer.CrossFieldLevel),
    };

    private static string Word(InspectionLevel level) => level switch
    {
        InspectionLevel.Normal => "NORMAL",
        InspectionLevel.Reduced => "REDUCED",
        InspectionLevel.Key => "KEY",
        _ => "",
    };

    private static void AddAll(IReadOnlyList<string> values, Google.Protobuf.Collections.RepeatedField<string> target)
    {
        for (var i = 0; i < values.Count; i++)
        {
            target.Add(values[i]);
        }
    }
}
