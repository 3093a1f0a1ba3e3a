using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;

namespace CreditQuery.UnitTests.Rules.Catalogues;

/// <summary>What the two shipped files promise: docs/law.md.</summary>
public class ShippedCatalogueTests
{
    // Every one of them has a note in the file that says what is missing.
    private static readonly string[] AdviceInBoth =
    [
        "abnormal_operation_supervision", "focus_attention", "limit_credit_low_env_grade", "limit_land_supply",
        "limit_procurement_low_env_grade", "lower_credit_grade", "market_exit", "online_behaviour_restriction", "professional_license_exit",
        "raise_electricity_price", "raise_sewage_fee", "refuse_or_reduce_dealings",
    ];

    [Theory]
    [InlineData("seed-2016-2019")]
    [InlineData("cn-2026")]
    public void Load_ShippedFile_HasNoErrors(string name)
    {
        var result = ShippedCatalogues.Load(name);

        Assert.DoesNotContain(result.Findings, f => f.Severity == FindingSeverity.Error);
        Assert.Equal(name, result.Catalogue!.Name);
    }

    [Theory]
    [InlineData("seed-2016-2019", "close_fraud_numbers_accounts key_monitoring")]
    [InlineData("cn-2026", "assoc_circular assoc_persuade_withdraw assoc_public_censure assoc_refuse_admission assoc_warning charity_award_ban key_monitoring market_industry_ban")]
    public void Load_ShippedFile_WarnsOfKnownAdviceOnly(string name, string ownAdvice)
    {
        var advice = ShippedCatalogues.Load(name).Findings.Select(f => f.Path.Split('[', ']')[1]).Order(StringComparer.Ordinal);

        Assert.Equal(AdviceInBoth.Concat(ownAdvice.Split(' ')).Order(StringComparer.Ordinal), advice);
    }

    [Theory]
    [InlineData("seed-2016-2019")]
    [InlineData("cn-2026")]
    public void Measures_OfShippedFile_AreTheNinetyOfThePapersAndTheEightOfTheCourt(string name)
    {
        var catalogue = ShippedCatalogues.Load(name).Catalogue!;
        var codes = SeedWordings.All.Select(w => w.Code).ToList();

        Assert.Equal(90, codes.Count);
        Assert.All(codes, code => Assert.NotNull(catalogue.FindMeasure(code)));
        Assert.All(
            new[]
            {
                "limit_ship_class_2_up", "limit_nightclub_golf", "limit_build_renovate_luxury", "limit_lease_highend_office", "limit_non_business_vehicle",
                "limit_children_high_fee_private_school", "limit_high_premium_insurance", "limit_group_exit_tour",
            },
            code => Assert.Equal(Effect.Block, catalogue.FindMeasure(code)!.Effect));
    }

    [Theory]
    [InlineData("seed-2016-2019")]
    [InlineData("cn-2026")]
    public void Handling_OfEachMeasureOfThePapers_QuotesThePaper(string name)
    {
        var catalogue = ShippedCatalogues.Load(name).Catalogue!;

        Assert.All(SeedWordings.All, w => Assert.Equal(w.Wording, catalogue.FindMeasure(w.Code)!.Handling));
    }

    [Theory]
    [InlineData("seed-2016-2019")]
    [InlineData("cn-2026")]
    public void Measures_ThatBlock_AreMandatoryAndCarriedFromTheirFirstDay(string name)
    {
        var catalogue = ShippedCatalogues.Load(name).Catalogue!;
        var blocking = catalogue.Measures.Where(m => m.Effect == Effect.Block).ToList();

        Assert.NotEmpty(blocking);
        Assert.All(blocking, m => Assert.Equal(Obligation.Mandatory, m.Obligation));
        Assert.All(blocking, m => Assert.True(m.HasCarryingBasis(Math.Max(catalogue.EffectiveFrom, m.InForce.From)), m.Code));
    }

    [Theory]
    [InlineData("seed-2016-2019")]
    [InlineData("cn-2026")]
    public void Measures_WithoutPaper_AreNotClaimedForThePapers(string name)
    {
        var catalogue = ShippedCatalogues.Load(name).Catalogue!;
        var quoted = SeedWordings.All.Select(w => w.Code).ToHashSet(StringComparer.Ordinal);

        Assert.All(catalogue.Measures.Where(m => !quoted.Contains(m.Code)), m => Assert.Equal("", m.Handling));
    }

    [Fact]
    public void Measures_OfVoluntaryMarkets_AreMeasuresInThePapersAndSignalsToday()
    {
        foreach (var code in new[] { "raise_loan_rate", "raise_property_insurance_rate", "limit_lending", "limit_insurance_service" })
        {
            Assert.Equal(Effect.Caution, ShippedCatalogues.Seed.FindMeasure(code)!.Effect);
            Assert.Equal(Effect.PriceSignal, ShippedCatalogues.Cn.FindMeasure(code)!.Effect);
        }
    }

    [Fact]
    public void SeveritySchemes_OfTheTwoFiles_GiveTheSameWordAnotherRank()
    {
        var then = ShippedCatalogues.Seed.SeveritySchemes.Single().Values.Single(v => v.NameZh == "一般");
        var now = ShippedCatalogues.Cn.SeveritySchemes.Single(s => s.Code == "cn_2025").Values.Single(v => v.NameZh == "一般");

        Assert.Equal(1, then.Rank);
        Assert.Equal(2, now.Rank);
    }

    [Theory]
    [InlineData("seed-2016-2019", 2018)]
    [InlineData("cn-2026", 2026)]
    public void WorkingDays_OverTheNationalHoliday_CountTheExtraWorkdays(string name, int year)
    {
        var calendar = ShippedCatalogues.Load(name).Catalogue!.WorkingDays;
        Assert.True(CivilDay.TryParse($"{year}-09-30", out var lastOfSeptember));
        Assert.True(CivilDay.TryParse($"{year}-10-15", out var expected));

        // 2026: 8, 9, Saturday 10, 12 to 15 October. 2018: 30 September is itself a workday, then 8 to 12, 15 and 16 October.
        Assert.Equal(year == 2026 ? expected : expected + 1, calendar.Add(lastOfSeptember, 7));
    }
}
