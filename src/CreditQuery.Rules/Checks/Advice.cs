using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Rules.Checks;

/// <summary>Fills what a scenario answers beyond the conclusion.</summary>
internal static class Advice
{
    /// <summary>Fills the advice of the plan's scenario; the measures and the conclusion are there.</summary>
    public static void Fill(CheckPlan plan, CheckAnswer answer)
    {
        switch (plan.Scenario.Advice)
        {
            case AdviceKind.Consumption:
                Consumption(plan, answer);
                break;
            case AdviceKind.Tender:
                Tender(plan, answer);
                break;
            case AdviceKind.Approval:
                Approval(plan, answer);
                break;
            case AdviceKind.Inspection:
                Inspection(plan, answer);
                break;
        }

        answer.Eligible = answer.Conclusion == Conclusion.Prefer;
    }

    /// <summary>Takes back what only a preferred subject is given: a party's result is worse.</summary>
    public static void TakeBackIncentives(CheckAnswer answer)
    {
        answer.Eligible = answer.AcceptWithDeficiency = answer.NotifyAndCommit = false;
        answer.GreenChannel = ApprovalGround.None;
        answer.BonusPoints = answer.BonusPoints is null ? null : 0;
    }

    // RESTRICTED if any is ACTIVE, else UNDETERMINED, else SUSPENDED, else EXEMPTED, else ALLOWED (architecture, chapter 4).
    private static void Consumption(CheckPlan plan, CheckAnswer answer)
    {
        uint limiting = 0;
        bool undetermined = false, suspended = false, exempted = false;
        foreach (ref readonly var measure in answer.Measures)
        {
            if (measure.Ruling is ConsumptionRuling.Untouched or ConsumptionRuling.Allowed)
            {
                continue;
            }

            var active = measure.State == MeasureState.Active;
            undetermined |= active && measure.Ruling == ConsumptionRuling.Undetermined;
            limiting |= active && measure.Ruling == ConsumptionRuling.Restricted ? measure.Column | 1u << 31 : 0;
            suspended |= measure.State is MeasureState.Suspended or MeasureState.Grace;
            exempted |= measure.State == MeasureState.Exempted;
        }

        answer.Consumption = limiting != 0 ? ConsumptionDecision.Restricted
            : undetermined || answer.Conclusion == Conclusion.Indeterminate ? ConsumptionDecision.Undetermined
            : suspended ? ConsumptionDecision.Suspended
            : exempted ? ConsumptionDecision.Exempted
            : ConsumptionDecision.Allowed;
        if (limiting != 0)
        {
            answer.AllowedAlternatives = plan.Catalogue.Tables.AlternativesOf(plan.Mode, limiting);
        }

        if (undetermined && plan.ConsumptionRow is { } row)
        {
            answer.ConsumptionNote = row.Note;
        }
    }

    private static void Tender(CheckPlan plan, CheckAnswer answer)
    {
        if (plan.TenderScheme is not { } scheme)
        {
            return;
        }

        answer.TenderScheme = scheme;
        answer.BonusPoints = answer.Conclusion == Conclusion.Prefer ? Math.Min(answer.EarnedPoints, scheme.Cap ?? answer.EarnedPoints) : 0;
    }

    private static void Approval(CheckPlan plan, CheckAnswer answer)
    {
        // An incentive is advice only where nothing stands against it.
        if (answer.Conclusion != Conclusion.Prefer)
        {
            return;
        }

        foreach (ref readonly var measure in answer.Measures)
        {
            if (measure.State != MeasureState.Active)
            {
                continue;
            }

            switch (plan.Catalogue.Measures[measure.Measure].Code)
            {
                case "green_channel":
                    // A model outranks the clean record as a ground.
                    answer.GreenChannel = !measure.ByCleanRecord || answer.GreenChannel == ApprovalGround.Model ? ApprovalGround.Model : ApprovalGround.ThreeCleanYears;
                    break;
                case "accept_with_deficiency":
                    answer.AcceptWithDeficiency = true;
                    break;
                case "notify_and_commit":
                    answer.NotifyAndCommit = true;
                    break;
            }
        }
    }

    private static void Inspection(CheckPlan plan, CheckAnswer answer)
    {
        InspectionLevel all = InspectionLevel.Normal, own = InspectionLevel.Normal, cross = InspectionLevel.Normal;
        foreach (ref readonly var measure in answer.Measures)
        {
            var level = LevelOf(measure, plan.Catalogue.Measures[measure.Measure].Kind == MeasureKind.Discipline);
            all = Stricter(all, level);

            // Clean years, and grades of a scheme that looks at all fields, are of none: they stand in the level of the whole alone.
            var field = measure.ListType >= 0 ? plan.Catalogue.ListTypes[measure.ListType].Field
                : measure.GradeScheme > 0 ? plan.Catalogue.GradeSchemes[measure.GradeScheme - 1].Field : null;
            if (field is not null && field == plan.InspectionField)
            {
                own = Stricter(own, level);
            }
            else if (field is not null)
            {
                cross = Stricter(cross, level);
            }
        }

        answer.InspectionLevel = all == InspectionLevel.Reduced && answer.Conclusion != Conclusion.Prefer ? InspectionLevel.Normal : all;
        (answer.OwnFieldLevel, answer.CrossFieldLevel) = plan.InspectionField is null ? default : (own, cross);
        answer.InspectionFactor = plan.InspectionFactors?[(int)answer.InspectionLevel];
    }

    private static InspectionLevel LevelOf(in AppliedMeasure measure, bool isDiscipline) => measure.State switch
    {
        MeasureState.Monitored => InspectionLevel.Key,
        MeasureState.Active when isDiscipline => InspectionLevel.Key,
        MeasureState.Active when measure.Effect == Effect.Frequency => InspectionLevel.Reduced,
        _ => InspectionLevel.Normal,
    };

    // KEY over REDUCED over NORMAL: what is reduced is so unless something asks for more.
    private static InspectionLevel Stricter(InspectionLevel one, InspectionLevel other) =>
        one == InspectionLevel.Key || other == InspectionLevel.Key ? InspectionLevel.Key
        : one == InspectionLevel.Reduced || other == InspectionLevel.Reduced ? InspectionLevel.Reduced
        : InspectionLevel.Normal;
}
