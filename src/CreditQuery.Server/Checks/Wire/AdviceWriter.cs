using System.Globalization;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using RatingFields = CreditQuery.Protos.V1.RatingReport;
using Reply = CreditQuery.Protos.V1.CheckSubjectResponse;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>Writes what a scenario answers beyond the conclusion; see <see cref="AnswerWriter"/>.</summary>
internal static class AdviceWriter
{
    /// <summary>Writes the advice of the scenario, an empty one too; nothing if the scenario has none.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="target">Receives it.</param>
    public static void Write(CheckPlan plan, CheckAnswer answer, MessageBytes target)
    {
        if (plan.Scenario.Advice is not (var advice and >= AdviceKind.Consumption and <= AdviceKind.Other))
        {
            return;
        }

        var start = target.Open(FieldOf(advice));
        switch (advice)
        {
            case AdviceKind.Consumption:
                Consumption(answer, target);
                break;
            case AdviceKind.Tender:
                target.Text(TenderAdvice.BonusPointsFieldNumber, answer.BonusPoints?.ToString(CultureInfo.InvariantCulture) ?? "");
                target.Text(TenderAdvice.SchemeFieldNumber, answer.TenderScheme?.Code ?? "");
                target.Number(TenderAdvice.ConsortiumBlockedByFieldNumber, (ulong)answer.ConsortiumBlockedBy);
                Ratings(TenderAdvice.RatingsFieldNumber, answer, target);
                break;
            case AdviceKind.Approval:
                Approval(answer, target);
                break;
            case AdviceKind.Pricing:
                Pricing(answer, target);
                break;
            case AdviceKind.Inspection:
                Inspection(answer, target);
                break;
            default:
                target.Flag(OtherAdvice.EligibleFieldNumber, answer.Eligible);
                Texts(OtherAdvice.FlagsFieldNumber, plan.Flags, target);
                break;
        }

        target.Close(start);
    }

    private static int FieldOf(AdviceKind advice) => advice switch
    {
        AdviceKind.Consumption => Reply.ConsumptionFieldNumber,
        AdviceKind.Tender => Reply.TenderFieldNumber,
        AdviceKind.Approval => Reply.ApprovalFieldNumber,
        AdviceKind.Pricing => Reply.PricingFieldNumber,
        AdviceKind.Inspection => Reply.InspectionFieldNumber,
        _ => Reply.OtherFieldNumber,
    };

    private static void Consumption(CheckAnswer answer, MessageBytes target)
    {
        target.Number(ConsumptionAdvice.DecisionFieldNumber, (ulong)answer.Consumption);
        Texts(ConsumptionAdvice.AllowedAlternativesFieldNumber, answer.AllowedAlternatives, target);
        foreach (ref readonly var measure in answer.Measures)
        {
            var exemption = answer.ExemptionId(measure);
            if (!exemption.IsEmpty)
            {
                target.Text(ConsumptionAdvice.ExemptionIdFieldNumber, exemption);
                break;
            }
        }

        target.Text(ConsumptionAdvice.NoteFieldNumber, answer.ConsumptionNote);
    }

    /// <summary>Writes the third-party ratings of an answer: the subject's in a tender's advice, a party's in its result.</summary>
    /// <param name="field">Number of the field.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="target">Receives them.</param>
    /// <remarks>Texts as put_rating keeps them: agency/scale, value, agency.</remarks>
    public static void Ratings(int field, CheckAnswer answer, MessageBytes target)
    {
        foreach (ref readonly var rating in answer.Ratings)
        {
            var texts = answer.RatingTexts(rating);
            var scale = texts[..texts.IndexOf((byte)'\n')];
            var agency = texts[(texts.LastIndexOf((byte)'\n') + 1)..];
            var start = target.Open(field);
            target.Text(RatingFields.AgencyFieldNumber, agency);
            target.Text(RatingFields.ScaleFieldNumber, scale[(agency.Length + 1)..]);
            target.Text(RatingFields.ValueFieldNumber, texts[(scale.Length + 1)..^(agency.Length + 1)]);
            target.Day(RatingFields.RatedOnFieldNumber, rating.RatedOn);
            target.Day(RatingFields.ValidToFieldNumber, rating.ValidTo);
            target.Close(start);
        }
    }

    private static void Approval(CheckAnswer answer, MessageBytes target)
    {
        target.Flag(ApprovalAdvice.GreenChannelFieldNumber, answer.GreenChannel != ApprovalGround.None);
        target.Text(ApprovalAdvice.GroundFieldNumber, answer.GreenChannel switch
        {
            ApprovalGround.Model => "model"u8,
            ApprovalGround.ThreeCleanYears => "three_clean_years"u8,
            _ => default,
        });
        target.Flag(ApprovalAdvice.AcceptWithDeficiencyFieldNumber, answer.AcceptWithDeficiency);
        target.Flag(ApprovalAdvice.NotifyAndCommitFieldNumber, answer.NotifyAndCommit);
    }

    private static void Pricing(CheckAnswer answer, MessageBytes target)
    {
        target.Text(PricingAdvice.SignalFieldNumber, answer.PriceSignal?.Signal switch
        {
            PriceSignal.Favourable => "favourable"u8,
            PriceSignal.Adverse => "adverse"u8,
            PriceSignal.Severe => "severe"u8,
            _ => "none"u8,
        });
        target.Text(PricingAdvice.TierFieldNumber, answer.PriceSignal is { } signal ? TierCodes.Lower(signal.Tier) : "");
        target.Text(PricingAdvice.NoteFieldNumber, answer.PriceSignal?.Note ?? "");
    }

    private static void Inspection(CheckAnswer answer, MessageBytes target)
    {
        target.Text(InspectionAdvice.LevelFieldNumber, Word(answer.InspectionLevel));
        target.Text(InspectionAdvice.FrequencyFactorFieldNumber, answer.InspectionFactor?.Factor ?? "");
        target.Text(InspectionAdvice.OwnFieldLevelFieldNumber, Word(answer.OwnFieldLevel));
        target.Text(InspectionAdvice.CrossFieldLevelFieldNumber, Word(answer.CrossFieldLevel));
    }

    private static ReadOnlySpan<byte> Word(InspectionLevel level) => level switch
    {
        InspectionLevel.Normal => "NORMAL"u8,
        InspectionLevel.Reduced => "REDUCED"u8,
        InspectionLevel.Key => "KEY"u8,
        _ => default,
    };

    private static void Texts(int field, IReadOnlyList<string> values, MessageBytes target)
    {
        for (var i = 0; i < values.Count; i++)
        {
            target.TextOfList(field, values[i]);
        }
    }
}
