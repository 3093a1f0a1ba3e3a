using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Coverage;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Checks;

/// <summary>000 二(一): red is compared with black of all fields. What cannot be compared is not preferred.</summary>
public sealed class CrossCheckTests
{
    private static readonly SubjectQuestion Open = new() { Coverage = new CoverageVerdict(IndeterminateReasons.None, Day("2000-01-01"), false, long.MaxValue) };
    private static readonly SubjectQuestion Done = new() { Coverage = new CoverageVerdict(IndeterminateReasons.None, Day("2000-01-01"), true, long.MaxValue) };

    [Fact]
    public void Evaluate_RedEntryNotCrossChecked_IsListedAndNotPreferred()
    {
        var ask = new Ask("licence") { Question = Open };

        var answer = ask.About(new RecordBuilder().Entry(NewEntry("model", "2020-01-01"), "r:1"));

        Assert.Equal(Conclusion.Clear, answer.Conclusion);
        Assert.Equal("green_channel:NotCrossChecked", ask.Codes(answer));
        Assert.Equal(ThreeCleanYears.Unknown, answer.CleanYears);
        Assert.Equal(ApprovalGround.None, answer.GreenChannel);
        Assert.False(answer.Eligible);
    }

    [Fact]
    public void Evaluate_RedEntryCrossChecked_IsPreferred()
    {
        Assert.Equal(Conclusion.Prefer, (new Ask("licence") { Question = Done }).About(new RecordBuilder().Entry(NewEntry("model", "2020-01-01"), "r:1")).Conclusion);
    }

    [Fact]
    public void Evaluate_GradeNotCrossChecked_IsListedAndNotPreferred()
    {
        var ask = new Ask("inspection") { Question = Open };

        var answer = ask.About(new RecordBuilder().Grade("tax_credit", "A", "2026-01-01"));

        Assert.Equal(Conclusion.Clear, answer.Conclusion);
        Assert.Equal("fewer_inspections:NotCrossChecked", ask.Codes(answer));
    }

    [Fact]
    public void Evaluate_LowGradeNotCrossChecked_StillCautions()
    {
        Assert.Equal(Conclusion.Caution, (new Ask("inspection") { Question = Open }).About(new RecordBuilder().Grade("tax_credit", "D", "2026-01-01")).Conclusion);
    }

    [Fact]
    public void Evaluate_DisciplineNotCrossChecked_StaysAsItIs()
    {
        Assert.Equal(Conclusion.Block, (new Ask("licence") { Question = Open }).About(new RecordBuilder().Entry(NewEntry("dishonest", "2026-01-01"), "c:1")).Conclusion);
    }

    [Fact]
    public void Evaluate_RedEntryBesideAnAdverseOne_IsHeldWhateverIsMissing()
    {
        var ask = new Ask("licence") { Question = Open };

        var answer = ask.About(new RecordBuilder().Entry(NewEntry("model", "2020-01-01"), "r:1").Entry(NewEntry("tax_violation", "2020-03-01"), "x:1"));

        Assert.Equal("caution_licence:Active, green_channel:Held", ask.Codes(answer));
    }

    [Fact]
    public void Evaluate_TenderNotCrossChecked_EarnsNothing()
    {
        var record = new RecordBuilder().Entry(NewEntry("model", "2020-01-01"), "r:1").Grade("tax_credit", "A", "2026-01-01");
        var ask = new Ask("tender") { Region = "440400", Item = CheckItem.Tender("", "", "bidder") };

        Assert.Equal(0m, (ask with { Question = Open }).About(record).BonusPoints);
        Assert.Equal(3.0m, (ask with { Question = Done }).About(record).BonusPoints);
    }

    [Fact]
    public void Evaluate_LoanNotCrossChecked_GivesNoFavourableSignal()
    {
        var record = new RecordBuilder().Entry(NewEntry("model", "2020-01-01"), "r:1");
        var ask = new Ask("loan") { Item = CheckItem.Loan("loan") };

        Assert.Null((ask with { Question = Open }).About(record).PriceSignal);
        Assert.NotNull((ask with { Question = Done }).About(record).PriceSignal);
    }
}
