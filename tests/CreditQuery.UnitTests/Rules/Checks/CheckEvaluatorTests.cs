using System.Text;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Coverage;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Checks;

public sealed class CheckEvaluatorTests
{
    private static readonly CoverageVerdict NotLoaded = new(IndeterminateReasons.ListNotLoaded, CivilDay.Never, false, long.MaxValue);
    private static readonly Ask Licence = new("licence");

    [Fact]
    public void Evaluate_MandatoryBlockOfALaw_Blocks()
    {
        var answer = Licence.About(new RecordBuilder().Entry(NewEntry("dishonest", "2024-03-01"), "court:1"));

        Assert.Equal(Conclusion.Block, answer.Conclusion);
        Assert.Equal("block_licence:Active", Licence.Codes(answer));
        Assert.Equal("court:1", Encoding.UTF8.GetString(answer.EntryId(answer.Measures[0])));
        Assert.Equal(CivilDay.Never, answer.Measures[0].ValidUntil);
        Assert.Equal(ThreeCleanYears.No, answer.CleanYears);
        Assert.Equal("2024-03-02", CivilDay.Format(answer.CleanSince));
    }

    [Fact]
    public void Evaluate_NoBasisInForce_IsListedUnderReferencesAndNeverBites()
    {
        var answer = Licence.About(new RecordBuilder().Entry(NewEntry("kept", "2020-03-01"), "x:1"));

        Assert.Equal(Conclusion.Clear, answer.Conclusion);
        Assert.Equal("advice_only:Active, later_basis:Active, recommended:NotAdopted", Licence.References(answer));
        Assert.Equal(MeasureReason.NoBasis, answer.References[0].Reason);
        Assert.Equal("2027-01-01", CivilDay.Format(answer.NextChangeDay));
    }

    [Fact]
    public void Evaluate_BasisComesIntoForce_Blocks()
    {
        var answer = (Licence with { AsOf = "2027-01-01" }).About(new RecordBuilder().Entry(NewEntry("kept", "2020-03-01"), "x:1"));

        Assert.Equal(Conclusion.Block, answer.Conclusion);
        Assert.Equal("later_basis:Active", Licence.Codes(answer).Split(", ")[0]);
    }

    [Theory]
    [InlineData("320583", "2026-11-22", true)]
    [InlineData("320582", "2026-11-22", false)]
    public void Evaluate_RecommendedMeasure_CountsOnlyWhereAdopted(string region, string today, bool adopted)
    {
        var entry = NewEntry("kept", "2020-03-01");
        entry.Scope = EntryScope.National;
        var ask = Licence with { Region = region, Today = today };

        var answer = ask.About(new RecordBuilder().Entry(entry, "x:1"));

        Assert.Equal(adopted, ask.Codes(answer).Contains("recommended:Active"));
        Assert.Equal(adopted ? Conclusion.Caution : Conclusion.Clear, answer.Conclusion);
    }

    [Fact]
    public void Evaluate_ThirdPartyList_NeverBites()
    {
        var answer = Licence.About(new RecordBuilder().Entry(NewEntry("hint", "2026-03-01"), "agency:1"));

        Assert.Equal(Conclusion.Prefer, answer.Conclusion);
        Assert.Equal("hinted:Active", Licence.References(answer));
        Assert.Equal(ThreeCleanYears.Yes, answer.CleanYears);
    }

    [Fact]
    public void Evaluate_InformRow_IsAReference()
    {
        var answer = Licence.About(new RecordBuilder().Entry(NewEntry("tax_violation", "2026-03-01"), "x:1"));

        Assert.Equal(Conclusion.Caution, answer.Conclusion);
        Assert.Equal("caution_licence:Active", Licence.Codes(answer));
        Assert.Equal("informs:Active", Licence.References(answer));
    }

    [Fact]
    public void Evaluate_KeyMonitoring_OnlyRowsThatNameItApply()
    {
        var entry = NewEntry("tax_violation", "2022-03-01");
        entry.ExitedOn = Day("2026-01-01");
        entry.MonitorTo = Day("2026-12-31");

        var answer = Licence.About(new RecordBuilder().Entry(entry, "x:1"));

        Assert.Equal("green_channel:Active, monitored_only:Monitored, notify_and_commit:Active", Licence.Codes(answer));
        Assert.Equal(Conclusion.Caution, answer.Conclusion);
        Assert.Equal("2027-01-01", CivilDay.Format(answer.NextChangeDay));
    }

    [Fact]
    public void Evaluate_SuspendedByObjection_IsSuspendedOnlyAndShowsTheDispute()
    {
        var record = new RecordBuilder()
            .Entry(NewEntry("tax_violation", "2022-03-01"), "x:1")
            .Fact(FactKind.Objection, Day("2026-11-01"), CivilDay.Never, value: Day("2026-11-30"));

        var answer = (Licence with { Region = "140000" }).About(record);

        Assert.Equal(Conclusion.SuspendedOnly, answer.Conclusion);
        Assert.Equal("2026-11-01", CivilDay.Format(answer.Measures[0].DisputedSince));
        Assert.Equal("2026-11-30", CivilDay.Format(answer.Measures[0].DisputedReplyDue));
    }

    [Fact]
    public void Evaluate_RedEntryBesideAnAdverseOne_IsHeld()
    {
        var record = new RecordBuilder().Entry(NewEntry("model", "2020-01-01"), "r:1").Entry(NewEntry("tax_violation", "2020-03-01"), "x:1");

        var answer = Licence.About(record);

        Assert.Equal("caution_licence:Active, green_channel:Held, green_channel:Held, notify_and_commit:Held", Licence.Codes(answer));
        Assert.Equal(Conclusion.Caution, answer.Conclusion);
        Assert.True(EntryStates.HasAdverse(new SubjectView(record.Build()), SmallCatalogue.Value, new CheckDays(Day("2026-11-22"), Day("2026-11-22"))));
    }

    [Fact]
    public void Evaluate_RedEntryAlone_IsPreferredAndGivesTheGround()
    {
        var answer = Licence.About(new RecordBuilder(establishedOn: "2025-01-01").Entry(NewEntry("model", "2025-06-01"), "r:1"));

        Assert.Equal(Conclusion.Prefer, answer.Conclusion);
        Assert.Equal(ApprovalGround.Model, answer.GreenChannel);
        Assert.False(answer.NotifyAndCommit);
        Assert.Equal(ThreeCleanYears.TooYoung, answer.CleanYears);
    }

    [Fact]
    public void Evaluate_PlainUnitWithThreeCleanYears_HasTheGreenChannel()
    {
        var answer = Licence.About(new RecordBuilder());

        Assert.Equal(Conclusion.Prefer, answer.Conclusion);
        Assert.Equal(ApprovalGround.ThreeCleanYears, answer.GreenChannel);
        Assert.True(answer.NotifyAndCommit);
        Assert.True(answer.Eligible);
    }

    [Fact]
    public void Evaluate_BrokenCommitment_HasNoNotifyAndCommit()
    {
        var answer = Licence.About(new RecordBuilder().Commitment(CommitmentState.Broken, "2026-05-01"));

        Assert.Equal(ApprovalGround.ThreeCleanYears, answer.GreenChannel);
        Assert.False(answer.NotifyAndCommit);
    }

    [Fact]
    public void Evaluate_NotCovered_IsIndeterminateAndPrefersNobody()
    {
        var answer = (Licence with { Question = new SubjectQuestion { Coverage = NotLoaded } }).About(new RecordBuilder());

        Assert.Equal(Conclusion.Indeterminate, answer.Conclusion);
        Assert.Equal(IndeterminateReasons.ListNotLoaded, answer.Reasons);
        Assert.Equal(ThreeCleanYears.Unknown, answer.CleanYears);
        Assert.Equal(ApprovalGround.None, answer.GreenChannel);
    }

    [Fact]
    public void Evaluate_BlockWithoutCoverage_StillBlocks()
    {
        var answer = (Licence with { Question = default }).About(new RecordBuilder().Entry(NewEntry("dishonest", "2024-03-01"), "court:1"));

        Assert.Equal(Conclusion.Block, answer.Conclusion);
        Assert.Equal(IndeterminateReasons.None, answer.Reasons);
    }

    [Theory]
    [InlineData(SubjectFlags.Truncated, IndeterminateReasons.LinksTruncated)]
    [InlineData(SubjectFlags.Quarantined, IndeterminateReasons.QuarantinedChange)]
    public void Evaluate_MarkedRecord_IsNeverClear(SubjectFlags flags, IndeterminateReasons expected)
    {
        var answer = Licence.About(new RecordBuilder().Flag(flags));

        Assert.Equal(Conclusion.Indeterminate, answer.Conclusion);
        Assert.Equal(expected, answer.Reasons);
    }

    [Fact]
    public void Evaluate_WrongKind_IsNotApplicableWithoutMeasures()
    {
        var answer = new Ask("exit").About(new RecordBuilder().Entry(NewEntry("exit_order", "2024-03-01"), "court:1"));

        Assert.Equal(Conclusion.Indeterminate, answer.Conclusion);
        Assert.Equal(IndeterminateReasons.NotApplicable, answer.Reasons);
        Assert.True(answer.Measures.IsEmpty);
    }

    [Theory]
    [InlineData(5UL, 5UL, IdentityMatch.Matched, Conclusion.Prefer)]
    [InlineData(5UL, 6UL, IdentityMatch.NameMismatch, Conclusion.Indeterminate)]
    [InlineData(0UL, 6UL, IdentityMatch.Matched, Conclusion.Prefer)]
    [InlineData(5UL, 0UL, IdentityMatch.Matched, Conclusion.Prefer)]
    public void Evaluate_Name_IsComparedWhereBothAreKnown(ulong recorded, ulong given, IdentityMatch identity, Conclusion conclusion)
    {
        var answer = (Licence with { Question = new SubjectQuestion { Coverage = Ask.Covered, SealedName = given } }).About(new RecordBuilder().Name(recorded));

        Assert.Equal(identity, answer.Identity);
        Assert.Equal(conclusion, answer.Conclusion);
    }

    [Fact]
    public void Evaluate_OtherNameAndListed_KeepsItsMeasures()
    {
        var ask = Licence with { Question = new SubjectQuestion { Coverage = Ask.Covered, SealedName = 6 } };

        var answer = ask.About(new RecordBuilder().Name(5).Entry(NewEntry("tax_violation", "2024-03-01"), "x:1"));

        Assert.Equal(Conclusion.Caution, answer.Conclusion);
        Assert.Equal("caution_licence:Active", ask.Codes(answer));
    }

    [Fact]
    public void EvaluateMissing_Covered_IsClearWithoutIncentivesForUnits()
    {
        var answer = Licence.AboutNobody();

        Assert.Equal(Conclusion.Clear, answer.Conclusion);
        Assert.Equal(IdentityMatch.NoRecord, answer.Identity);
        Assert.Equal(ThreeCleanYears.Unknown, answer.CleanYears);
    }

    [Fact]
    public void EvaluateMissing_NotCovered_IsIndeterminate()
    {
        Assert.Equal(Conclusion.Indeterminate, (Licence with { Question = default }).AboutNobody().Conclusion);
    }

    [Fact]
    public void EvaluateMissing_KindOfTheIdentifierDoesNotFit_IsNotApplicable()
    {
        var answer = new Ask("exit") { Question = new SubjectQuestion { Coverage = Ask.Covered, KindsByIdentifier = default(KindSet).With(SubjectKind.Enterprise) } }.AboutNobody();

        Assert.Equal(IndeterminateReasons.NotApplicable, answer.Reasons);
    }

    [Fact]
    public void EvaluateUnusable_InvalidIdentifier_HasNoMeasures()
    {
        var answer = new CheckAnswer();

        CheckEvaluator.EvaluateUnusable(IdentityMatch.Ambiguous, IndeterminateReasons.None, answer);

        Assert.Equal(Conclusion.Indeterminate, answer.Conclusion);
        Assert.Equal(IndeterminateReasons.IdentityUnusable, answer.Reasons);
        Assert.True(answer.Measures.IsEmpty);
    }

    [Fact]
    public void Evaluate_UnknownListType_IsNeverAnswered()
    {
        var answer = Licence.About(new RecordBuilder().Entry(NewEntry("no_such_list", "2024-03-01"), "x:1"));

        Assert.Equal(Conclusion.Prefer, answer.Conclusion);
        Assert.True(answer.References.IsEmpty);
    }

    [Theory]
    [InlineData("serious", "three", Conclusion.Block)]
    [InlineData("ordinary", "three", Conclusion.Clear)]
    [InlineData("serious", "kunshan", Conclusion.Clear)]
    public void Evaluate_Severity_IsComparedBySchemeAndValueNeverByWord(string severity, string scheme, Conclusion expected)
    {
        var entry = NewEntry("tax_violation", "2024-03-01");
        entry.SeverityScheme = CreditQuery.Rules.Code32.Of(scheme);
        entry.Severity = CreditQuery.Rules.Code32.Of(severity);

        Assert.Equal(expected, new Ask("inspection") { Item = CheckItem.Inspection("tax") }.About(new RecordBuilder().Entry(entry, "x:1")).Conclusion);
    }

    [Theory]
    [InlineData("applicant", Conclusion.Clear)]
    [InlineData("", Conclusion.Clear)]
    [InlineData("evaluator", Conclusion.Block)]
    public void Evaluate_PartyRole_GatesTheRow(string role, Conclusion expected)
    {
        var ask = Licence with { PartyRole = role };

        var answer = ask.About(new RecordBuilder().Entry(NewEntry("kept", "2020-03-01"), "x:1"));

        Assert.Equal(expected, answer.Conclusion);
        Assert.Equal(expected == Conclusion.Block, ask.Codes(answer).Contains("evaluator_ban:Active"));
    }
}
