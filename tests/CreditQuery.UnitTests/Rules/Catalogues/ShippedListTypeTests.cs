using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;

namespace CreditQuery.UnitTests.Rules.Catalogues;

/// <summary>List types and scenarios of the shipped files.</summary>
public class ShippedListTypeTests
{
    // A journey without a train type is refused before the tables are read.
    private const int TrainTypes = 10;

    [Theory]
    [InlineData("seed-2016-2019")]
    [InlineData("cn-2026")]
    public void ListTypes_OfCourtsAndOrders_AreNeverSuspendedByAnObjection(string name)
    {
        var judicial = ShippedCatalogues.Load(name).Catalogue!.ListTypes.Where(l => l.Judicial).ToList();

        Assert.Equal(["court_consumption_order", "court_dishonest_debtor", "enforcement_debtor", "exit_order", "industry_ban_order"], judicial.Select(l => l.Code).Order(StringComparer.Ordinal));
        Assert.All(judicial, l => Assert.False(l.ObjectionSuspends(140000)));
    }

    // 001 四(二十二)47; 000 六(八); 002 五(二)2(3)⑧; 003 七(三); 004 says nothing.
    [Theory]
    [InlineData(140000, true)]
    [InlineData(140500, true)]
    [InlineData(320583, true)]
    [InlineData(520113, true)]
    [InlineData(440400, true)]
    [InlineData(530000, false)]
    [InlineData(999999, false)]
    public void ObjectionSuspends_ByRegion_FollowsThePapers(int region, bool suspends)
    {
        Assert.Equal(suspends, ShippedCatalogues.Cn.FindListType("wage_arrears")!.ObjectionSuspends(region));
        Assert.Equal(suspends, ShippedCatalogues.Seed.FindListType("wage_arrears")!.ObjectionSuspends(region));
    }

    // 003 七(三): 联合奖惩措施, both; the others suspend disciplines alone.
    [Theory]
    [InlineData(440400, ObjectionEffect.Suspend)]
    [InlineData(140000, ObjectionEffect.Mark)]
    public void Objections_OfRedLists_SuspendIncentivesInZhuhaiOnly(int region, ObjectionEffect effect)
    {
        var rule = ShippedCatalogues.Cn.FindListType("tax_credit_a")!.Objections.Single(o => o.Region == region);

        Assert.Equal(effect, rule.Incentives);
    }

    [Fact]
    public void RepairedCounts_ForAdverseLists_ChangedWithOrder36()
    {
        Assert.All(ShippedCatalogues.Seed.ListTypes.Where(l => l.Adverse), l => Assert.True(l.RepairedCounts, l.Code));
        Assert.All(ShippedCatalogues.Cn.ListTypes.Where(l => l.Adverse), l => Assert.False(l.RepairedCounts, l.Code));
    }

    [Fact]
    public void ListTypes_KnownFromALocalPaperOnly_AreForReferenceToday()
    {
        string[] local = ["taxi_service", "network_credit_blacklist", "evaluated_black", "fake_lottery", "housing_benefit_fraud"];

        Assert.All(local, code => Assert.Equal(AuthorityClass.Public, ShippedCatalogues.Seed.FindListType(code)!.Authority));
        Assert.All(local, code => Assert.Equal(AuthorityClass.Reference, ShippedCatalogues.Cn.FindListType(code)!.Authority));
    }

    [Fact]
    public void Causes_OfTheCourtList_AreTheSixOfTheRule()
    {
        var causes = ShippedCatalogues.Cn.FindListType("court_dishonest_debtor")!.Causes;

        Assert.Equal(6, causes.Count);
        Assert.True(causes.Single(c => c.Code == "able_but_refuses").Period!.UntilPerformed);
    }

    [Theory]
    [InlineData("seed-2016-2019")]
    [InlineData("cn-2026")]
    public void GovernanceAreas_OfYunnan_AreNineteen(string name)
    {
        var areas = ShippedCatalogues.Load(name).Catalogue!.GovernanceAreas;

        Assert.Equal(Enumerable.Range(1, 19), areas.Select(a => a.Number).Order());
    }

    [Theory]
    [InlineData("seed-2016-2019")]
    [InlineData("cn-2026")]
    public void Scenarios_OfThePapers_AreAllThere(string name)
    {
        const string Codes = """
            admin_license registration qualification project_approval production_license internet_info_service financial_institution_setup social_org tender_bid
            tender_award tender_contract gov_procurement gov_service_purchase gov_invest_project public_resource_trade franchise land_supply fiscal_fund subsidy
            investment_promotion ppp import_export_policy tax_preference sci_tech_project loan bond_issue stock_issue neeq insurance telecom inspection
            special_inspection random_inspection award grade_rating cadre_selection civil_service employment title_evaluation education startup social_security
            housing_support settlement library transit venue consumption exit association market_dealing listing_candidate
            """;
        var catalogue = ShippedCatalogues.Load(name).Catalogue!;

        Assert.All(Codes.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), code => Assert.NotNull(catalogue.FindScenario(code)));
    }

    [Theory]
    [InlineData("seed-2016-2019")]
    [InlineData("cn-2026")]
    public void FactDays_AsStated_AreThoseKept(string name)
    {
        var result = ShippedCatalogues.Load(name);

        Assert.All(result.Catalogue!.ListTypes, l => Assert.Equal(Retention.FactDays(l), l.FactRetentionDays));
        Assert.DoesNotContain(result.Findings, f => f.Path.Contains("retention", StringComparison.Ordinal));
    }

    [Fact]
    public void Scenarios_OfVoluntaryMarkets_NeverExceedCaution()
    {
        var ceilings = ShippedCatalogues.Cn.Scenarios.Where(s => s.CautionCeiling).Select(s => s.Code).Order(StringComparer.Ordinal);

        Assert.Equal(["association", "insurance", "loan", "market_dealing", "telecom"], ceilings);
    }

    [Theory]
    [InlineData("seed-2016-2019")]
    [InlineData("cn-2026")]
    public void ConsumptionRows_ForEveryCombinationOfValues_HaveARow(string name)
    {
        var rows = ShippedCatalogues.Load(name).Catalogue!.ConsumptionRows;

        Assert.DoesNotContain(null, ConsumptionMatch.RowsByValues(rows, ConsumptionMode.Rail).Where((_, packed) => packed % (TrainTypes + 1) != 0));
        Assert.DoesNotContain(null, ConsumptionMatch.RowsByValues(rows, ConsumptionMode.Ship));
        Assert.DoesNotContain(null, ConsumptionMatch.RowsByValues(rows, ConsumptionMode.Air));
    }
}
