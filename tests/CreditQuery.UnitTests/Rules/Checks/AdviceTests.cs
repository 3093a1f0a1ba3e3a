using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Checks;

public sealed class AdviceTests
{
    private static readonly Ask Tender = new("tender") { Region = "440402" };

    [Theory]
    [InlineData(true, true, "3.0")]
    [InlineData(true, false, "2.0")]
    public void Tender_RedEntryAndGrade_AddUpToTheCap(bool model, bool grade, string expected)
    {
        var record = new RecordBuilder();
        record = model ? record.Entry(NewEntry("model", "2020-01-01"), "r:1") : record;
        record = grade ? record.Grade("tax_credit", "A", "2026-01-01") : record;

        var answer = Tender.About(record);

        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), answer.BonusPoints);
        Assert.Equal("points", answer.TenderScheme?.Code);
    }

    [Fact]
    public void Tender_AdverseEntry_EarnsNothing()
    {
        var answer = Tender.About(new RecordBuilder().Entry(NewEntry("model", "2020-01-01"), "r:1").Entry(NewEntry("tax_violation", "2020-01-01"), "x:1"));

        Assert.Equal(0, answer.BonusPoints);
        Assert.Equal(Conclusion.Caution, answer.Conclusion);
    }

    [Fact]
    public void Tender_RegionWithoutScheme_HasNoPoints()
    {
        Assert.Null((Tender with { Region = "530000" }).About(new RecordBuilder().Entry(NewEntry("model", "2020-01-01"), "r:1")).BonusPoints);
    }

    [Fact]
    public void Combine_MemberBlocked_LimitsTheWholeConsortium()
    {
        var plan = Tender.Plan();
        var lead = Tender.About(new RecordBuilder());
        var clean = Tender.About(new RecordBuilder());
        var listed = Tender.About(new RecordBuilder().Entry(NewEntry("dishonest", "2026-03-01"), "court:1"));

        CheckEvaluator.Combine(plan, Bidder(lead), [Member(clean), Member(listed)]);

        Assert.Equal(Conclusion.Block, lead.Conclusion);
        Assert.Equal(2, lead.ConsortiumBlockedBy);
        Assert.True(lead.Measures.IsEmpty);
    }

    [Fact]
    public void Combine_MemberBlocked_WithdrawsTheLeadersBonus()
    {
        var lead = Tender.About(new RecordBuilder().Entry(NewEntry("model", "2020-01-01"), "r:1"));
        var earned = lead.BonusPoints;

        CheckEvaluator.Combine(Tender.Plan(), Bidder(lead), [Member(Tender.About(new RecordBuilder().Entry(NewEntry("dishonest", "2026-03-01"), "court:1")))]);

        Assert.Equal((2.0m, 0m, false), (earned, lead.BonusPoints, lead.Eligible));
    }

    [Fact]
    public void Tender_RedEntryThatDoesNotCountThere_EarnsNothing()
    {
        var elsewhere = NewEntry("model", "2020-01-01") with { Scope = EntryScope.Local, Region = 110000 };

        var answer = Tender.About(new RecordBuilder().Entry(elsewhere, "r:1").Grade("tax_credit", "A", "2026-01-01"));

        Assert.Equal(1.5m, answer.EarnedPoints);
    }

    [Fact]
    public void Combine_WorstCounts_PrefersOnlyIfAllAre()
    {
        var plan = Tender.Plan();
        var lead = Tender.About(new RecordBuilder().Entry(NewEntry("model", "2020-01-01"), "r:1"));

        CheckEvaluator.Combine(plan, Bidder(lead), [Member(Tender.About(new RecordBuilder()))]);

        Assert.Equal(Conclusion.Clear, lead.Conclusion);
        Assert.Equal(0, lead.ConsortiumBlockedBy);
        Assert.Equal(0, lead.BonusPoints);
        Assert.False(lead.Eligible);
    }

    [Fact]
    public void Combine_UnusablePartyAndCautionedSubject_IsIndeterminate()
    {
        var lead = Tender.About(new RecordBuilder().Entry(NewEntry("tax_violation", "2020-01-01"), "x:1"));
        var unusable = new CheckAnswer();
        CheckEvaluator.EvaluateUnusable(IdentityMatch.InvalidIdentifier, IndeterminateReasons.None, unusable);

        CheckEvaluator.Combine(Tender.Plan(), Bidder(lead), [Member(unusable)]);

        Assert.Equal(Conclusion.Indeterminate, lead.Conclusion);
        Assert.Equal(IndeterminateReasons.IdentityUnusable, lead.Reasons);
    }

    // 法〔2016〕285号 limits a consortium by its members; an evaluator is judged by the rows of evaluators.
    [Theory]
    [InlineData(1, 2, Conclusion.Block)]
    [InlineData(1, 3, Conclusion.Clear)]
    [InlineData(3, 2, Conclusion.Clear)]
    [InlineData(3, 3, Conclusion.Clear)]
    public void Combine_RolesOfTheGroupNamed_OthersAreJudgedAlone(int subjectRole, int partyRole, Conclusion expected)
    {
        var yaml = SmallCatalogue.Yaml.Replace("party_roles: [bidder, member],", "party_roles: [bidder, member, evaluator], group_roles: [bidder, member],", StringComparison.Ordinal);
        var ask = Tender with { Catalogue = TestCatalogues.Parse(yaml) };
        var subject = ask.About(new RecordBuilder());
        var listed = ask.About(new RecordBuilder().Entry(NewEntry("dishonest", "2026-03-01"), "court:1"));

        CheckEvaluator.Combine(ask.Plan(), new PartyAnswer(subject, subjectRole), [new PartyAnswer(listed, partyRole)]);

        Assert.Equal(Conclusion.Block, listed.Conclusion);
        Assert.Equal(expected, subject.Conclusion);
    }

    [Fact]
    public void Combine_EachAlone_LeavesTheSubjectsAnswer()
    {
        var ask = new Ask("licence");
        var subject = ask.About(new RecordBuilder());

        CheckEvaluator.Combine(ask.Plan(), new PartyAnswer(subject, 1), [new PartyAnswer(ask.About(new RecordBuilder().Entry(NewEntry("dishonest", "2026-03-01"), "court:1")), 1)]);

        Assert.Equal(Conclusion.Prefer, subject.Conclusion);
    }

    [Theory]
    [InlineData("dishonest", PriceSignal.Severe, Conclusion.Caution)]
    [InlineData("model", PriceSignal.Favourable, Conclusion.Clear)]
    public void Pricing_VoluntaryScenario_SignalsAndNeverBlocks(string listType, PriceSignal signal, Conclusion conclusion)
    {
        var answer = new Ask("loan").About(new RecordBuilder().Entry(NewEntry(listType, "2024-03-01"), "x:1"));

        Assert.Equal(signal, answer.PriceSignal?.Signal);
        Assert.Equal(conclusion, answer.Conclusion);
        Assert.DoesNotContain(Effect.Block, answer.Measures.ToArray().Select(m => m.Effect));
    }

    [Fact]
    public void Pricing_ThirdPartyList_GivesNoSignal()
    {
        Assert.Null(new Ask("loan").About(new RecordBuilder().Entry(NewEntry("hint", "2024-03-01"), "x:1")).PriceSignal);
    }

    [Theory]
    [InlineData("model", "", "440402", InspectionLevel.Reduced, "0.25")]
    [InlineData("model", "", "440300", InspectionLevel.Reduced, "0.5")]
    [InlineData("dishonest", "", "440402", InspectionLevel.Key, "2")]
    [InlineData("", "A", "440402", InspectionLevel.Reduced, "0.25")]
    [InlineData("", "D", "440402", InspectionLevel.Key, "2")]
    [InlineData("", "", "440402", InspectionLevel.Normal, null)]
    [InlineData("model", "", "530000", InspectionLevel.Reduced, null)]
    public void Inspection_LevelAndFactor_ComeFromTheMostSpecificRegion(string listType, string grade, string region, InspectionLevel level, string? factor)
    {
        var record = new RecordBuilder();
        record = listType.Length > 0 ? record.Entry(NewEntry(listType, "2024-03-01"), "x:1") : record;
        record = grade.Length > 0 ? record.Grade("tax_credit", grade, "2026-01-01") : record;

        var answer = new Ask("inspection") { Region = region, Item = CheckItem.Inspection("tax") }.About(record);

        Assert.Equal(level, answer.InspectionLevel);
        Assert.Equal(factor, answer.InspectionFactor?.Factor);
    }

    // Credit in the own field and in others (000 三(四)); a scheme without a field is of none.
    [Theory]
    [InlineData("field: tax", "tax", InspectionLevel.Key, InspectionLevel.Normal)]
    [InlineData("field: tax", "court", InspectionLevel.Normal, InspectionLevel.Key)]
    [InlineData("note: 无领域", "tax", InspectionLevel.Normal, InspectionLevel.Normal)]
    public void Inspection_Grade_CountsInTheFieldOfItsScheme(string ofScheme, string inspected, InspectionLevel own, InspectionLevel cross)
    {
        var yaml = SmallCatalogue.Yaml.Replace("name_zh: 纳税\n", $"name_zh: 纳税\n    {ofScheme}\n", StringComparison.Ordinal);
        var ask = new Ask("inspection") { Catalogue = TestCatalogues.Parse(yaml), Item = CheckItem.Inspection(inspected) };

        var answer = ask.About(new RecordBuilder().Grade("tax_credit", "D", "2026-01-01"));

        Assert.Equal((InspectionLevel.Key, own, cross), (answer.InspectionLevel, answer.OwnFieldLevel, answer.CrossFieldLevel));
    }

    [Fact]
    public void Grade_OnlyTheLatestCounts()
    {
        var record = new RecordBuilder().Grade("tax_credit", "D", "2025-01-01").Grade("tax_credit", "A", "2026-01-01").Grade("tax_credit", "D", "2026-06-01", isRating: true);

        Assert.Equal(InspectionLevel.Reduced, new Ask("inspection").About(record).InspectionLevel);
    }

    [Theory]
    [InlineData("C1311", "C13", "block", Conclusion.Block)]
    [InlineData("C1411", "C13", "none", Conclusion.Prefer)]
    [InlineData("", "C13", "caution", Conclusion.Caution)]
    [InlineData("C1311", "", "none", Conclusion.Prefer)]
    public void Ban_NamesItsIndustry_BlocksThere(string asked, string banned, string effect, Conclusion expected)
    {
        var ban = NewEntry("ban", "2024-03-01");
        Assert.True(IndustryCode.TryPack(banned, out ban.Industry));

        var answer = new Ask("licence") { Item = CheckItem.Approval(asked, "") }.About(new RecordBuilder().Entry(ban, "x:1"));

        Assert.Equal(expected, answer.Conclusion);
        Assert.Equal(effect == "none" ? 2 : 3, answer.Measures.Length);
    }

    [Theory]
    [InlineData(EntryScope.Local, 440402, "440402", true)]
    [InlineData(EntryScope.Local, 440400, "440402", true)]
    [InlineData(EntryScope.Local, 440402, "440400", false)]
    [InlineData(EntryScope.Province, 440402, "441900", true)]
    [InlineData(EntryScope.Province, 440402, "530000", false)]
    [InlineData(EntryScope.National, 440402, "530000", true)]
    [InlineData(EntryScope.Unspecified, 440402, "530000", true)]
    [InlineData(EntryScope.Recognised, 440402, "530102", true)]
    [InlineData(EntryScope.Recognised, 440402, "530200", false)]
    public void Scope_OfAnEntry_DecidesWhereItCounts(EntryScope scope, int region, string asked, bool counts)
    {
        var entry = NewEntry("dishonest", "2020-03-01");
        entry.Scope = scope;
        entry.Region = region;
        var record = new RecordBuilder().Entry(entry, "x:1").Fact(FactKind.Recognition, 0, int.MaxValue, value: 530100);

        Assert.Equal(counts, new Ask("licence") { Region = asked }.About(record).Conclusion == Conclusion.Block);
    }

    private static PartyAnswer Bidder(CheckAnswer answer) => new(answer, 1);

    private static PartyAnswer Member(CheckAnswer answer) => new(answer, 2);
}
