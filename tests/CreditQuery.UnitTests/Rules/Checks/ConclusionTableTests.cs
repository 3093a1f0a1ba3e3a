using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;

namespace CreditQuery.UnitTests.Rules.Checks;

/// <summary>From measure to conclusion: the table of the design, row by row.</summary>
public sealed class ConclusionTableTests
{
    public static TheoryData<string, MeasureKind, Obligation, Effect, MeasureState, Conclusion> Rows => new()
    {
        { "discipline, MANDATORY, BLOCK, ACTIVE", MeasureKind.Discipline, Obligation.Mandatory, Effect.Block, MeasureState.Active, Conclusion.Block },
        { "any other ACTIVE discipline: unspecified BLOCK", MeasureKind.Discipline, Obligation.Unspecified, Effect.Block, MeasureState.Active, Conclusion.Caution },
        { "any other ACTIVE discipline: recommended BLOCK", MeasureKind.Discipline, Obligation.Recommended, Effect.Block, MeasureState.Active, Conclusion.Caution },
        { "any other ACTIVE discipline: mandatory CAUTION", MeasureKind.Discipline, Obligation.Mandatory, Effect.Caution, MeasureState.Active, Conclusion.Caution },
        { "any other ACTIVE discipline: price signal", MeasureKind.Discipline, Obligation.Recommended, Effect.PriceSignal, MeasureState.Active, Conclusion.Caution },
        { "any other ACTIVE discipline: frequency", MeasureKind.Discipline, Obligation.Unspecified, Effect.Frequency, MeasureState.Active, Conclusion.Caution },
        { "SUSPENDED", MeasureKind.Discipline, Obligation.Mandatory, Effect.Block, MeasureState.Suspended, Conclusion.SuspendedOnly },
        { "GRACE", MeasureKind.Discipline, Obligation.Mandatory, Effect.Block, MeasureState.Grace, Conclusion.SuspendedOnly },
        { "MONITORED", MeasureKind.Discipline, Obligation.Unspecified, Effect.Caution, MeasureState.Monitored, Conclusion.Caution },
        { "PENDING: listed, no effect", MeasureKind.Discipline, Obligation.Mandatory, Effect.Block, MeasureState.Pending, Conclusion.Clear },
        { "NOT_CROSS_CHECKED: listed, no effect", MeasureKind.Incentive, Obligation.Recommended, Effect.Prefer, MeasureState.NotCrossChecked, Conclusion.Clear },
        { "HELD: listed, no effect", MeasureKind.Incentive, Obligation.Recommended, Effect.Prefer, MeasureState.Held, Conclusion.Clear },
        { "EXEMPTED: listed, no effect", MeasureKind.Discipline, Obligation.Mandatory, Effect.Block, MeasureState.Exempted, Conclusion.Clear },
        { "eligible incentive", MeasureKind.Incentive, Obligation.Recommended, Effect.Prefer, MeasureState.Active, Conclusion.Prefer },
        { "eligible bonus", MeasureKind.Incentive, Obligation.Recommended, Effect.Bonus, MeasureState.Active, Conclusion.Prefer },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Of_OneMeasure_GivesTheConclusionOfTheTable(string row, MeasureKind kind, Obligation obligation, Effect effect, MeasureState state, Conclusion expected)
    {
        var measure = new AppliedMeasure { Obligation = obligation, Effect = effect, State = state };

        var findings = Conclusions.Of(measure, kind);
        var (conclusion, reasons) = Conclusions.Conclude(findings, IndeterminateReasons.None, nameMismatch: false);

        Assert.True(expected == conclusion, $"{row}: {conclusion}");
        Assert.Equal(IndeterminateReasons.None, reasons);
    }

    [Theory]
    [InlineData("", Conclusion.Clear, Conclusion.Indeterminate, Conclusion.Indeterminate)]
    [InlineData("Prefers", Conclusion.Prefer, Conclusion.Indeterminate, Conclusion.Indeterminate)]
    [InlineData("Suspends,Prefers", Conclusion.SuspendedOnly, Conclusion.Indeterminate, Conclusion.SuspendedOnly)]
    [InlineData("Cautions,Suspends,Prefers", Conclusion.Caution, Conclusion.Indeterminate, Conclusion.Caution)]
    [InlineData("Blocks,Cautions,Suspends,Prefers", Conclusion.Block, Conclusion.Block, Conclusion.Block)]
    public void Conclude_WithGapsOrAnotherName_KeepsTheOrder(string findings, Conclusion whole, Conclusion withGaps, Conclusion withOtherName)
    {
        var found = findings.Length == 0 ? Findings.None : Enum.Parse<Findings>(findings);

        Assert.Equal(whole, Conclusions.Conclude(found, IndeterminateReasons.None, nameMismatch: false).Conclusion);
        Assert.Equal(withGaps, Conclusions.Conclude(found, IndeterminateReasons.ListNotLoaded, nameMismatch: false).Conclusion);
        Assert.Equal(withOtherName, Conclusions.Conclude(found, IndeterminateReasons.None, nameMismatch: true).Conclusion);
    }

    [Fact]
    public void Conclude_NotIndeterminate_GivesNoReason()
    {
        var (conclusion, reasons) = Conclusions.Conclude(Findings.Blocks, IndeterminateReasons.SourceSilent, nameMismatch: true);

        Assert.Equal(Conclusion.Block, conclusion);
        Assert.Equal(IndeterminateReasons.None, reasons);
    }

    [Fact]
    public void Conclude_OtherNameAndClean_SaysThatTheIdentityIsUnusable()
    {
        Assert.Equal(
            (Conclusion.Indeterminate, IndeterminateReasons.IdentityUnusable),
            Conclusions.Conclude(Findings.None, IndeterminateReasons.None, nameMismatch: true));
    }

    [Fact]
    public void Default_OfEveryOutcome_IsNotAnAnswer()
    {
        var answer = new CheckAnswer();

        Assert.Equal(Conclusion.Unspecified, answer.Conclusion);
        Assert.Equal(ThreeCleanYears.Unspecified, answer.CleanYears);
        Assert.Equal(ConsumptionDecision.Unspecified, answer.Consumption);
        Assert.Equal(IndeterminateReasons.ListNotLoaded, default(SubjectQuestion).Coverage.Reasons);
    }
}
