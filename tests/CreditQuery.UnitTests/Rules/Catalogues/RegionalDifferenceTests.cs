using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Regions;

namespace CreditQuery.UnitTests.Rules.Catalogues;

/// <summary>What the five papers share and where they differ: rows of the time of the papers by region.</summary>
public class RegionalDifferenceTests
{
    private static readonly (string Paper, int Region)[] Regions = [("000", 320583), ("001", 140000), ("002", 520113), ("003", 440400), ("004", 530000)];

    // Measure, and the papers that have it.
    [Theory]
    [InlineData("green_channel", "000 001 002 003 004")]
    [InlineData("accept_with_deficiency", "000 001 002 003 004")]
    [InlineData("notify_and_commit", "000")]
    [InlineData("prefer_transport_approval", "002")]
    [InlineData("inspection_mutual_recognition", "003")]
    [InlineData("directory_trust_tag", "000")]
    [InlineData("priority_urban_settlement", "003")]
    [InlineData("library_deposit_free", "000")]
    [InlineData("star_credit_card", "002")]
    [InlineData("award_tie_break", "000")]
    [InlineData("trust_finance_platform", "002")]
    [InlineData("limit_stock_issue", "001 002 003")]
    [InlineData("limit_bond_issue", "001 002 003")]
    [InlineData("limit_neeq_listing", "001 002 003")]
    [InlineData("key_monitoring", "000")]
    [InlineData("lower_credit_grade", "003")]
    [InlineData("limit_land_supply", "004")]
    [InlineData("raise_electricity_price", "004")]
    [InlineData("env_grade_discipline", "002")]
    [InlineData("market_exit", "002")]
    [InlineData("refuse_or_reduce_dealings", "000")]
    [InlineData("key_supervision", "000 001 002 003 004")]
    [InlineData("limit_train_high_class", "000 001 002 003 004")]
    public void Measures_OfThePapers_ExistWhereTheirPaperHasThem(string code, string papers)
    {
        var measure = ShippedCatalogues.Seed.FindMeasure(code)!;

        Assert.Equal(papers.Split(' '), Regions.Where(r => ExistsIn(measure, r.Region)).Select(r => r.Paper));
    }

    // 核实期间暂不执行: disciplines in four papers, incentives too in Zhuhai, nothing said in Yunnan.
    [Theory]
    [InlineData("000", true, false)]
    [InlineData("001", true, false)]
    [InlineData("002", true, false)]
    [InlineData("003", true, true)]
    [InlineData("004", false, false)]
    public void Objections_OfThePapers_SuspendWhatTheirPaperSays(string paper, bool disciplines, bool incentives)
    {
        var region = Regions.Single(r => r.Paper == paper).Region;

        foreach (var catalogue in (Catalogue[])[ShippedCatalogues.Seed, ShippedCatalogues.Cn])
        {
            Assert.Equal(disciplines, catalogue.FindListType("env_serious_violation")!.ObjectionSuspends(region));
            Assert.Equal(incentives, catalogue.FindListType("tax_credit_a")!.ObjectionSuspends(region));
        }
    }

    // 000 has the grades of severity, 003 the evaluated lists, 002 its boards, 004 the lists of its areas.
    [Theory]
    [InlineData("credit_management_model", "000")]
    [InlineData("evaluated_red", "003")]
    [InlineData("evaluated_black", "003")]
    [InlineData("tourism_model_unit", "003")]
    [InlineData("baiyun_red_board", "002")]
    [InlineData("network_credit_blacklist", "002")]
    [InlineData("financial_serious", "004")]
    [InlineData("fake_lottery", "004")]
    public void ListTypes_OfOnePaper_ExistThereAlone(string code, string paper)
    {
        var region = Regions.Single(r => r.Paper == paper).Region;

        Assert.Equal([region], ShippedCatalogues.Seed.FindListType(code)!.Regions);
        Assert.Equal([region], ShippedCatalogues.Cn.FindListType(code)!.Regions);
    }

    // 003 二: a third-party report for bonds, Zhuhai alone; a local paper cannot demand it today.
    [Fact]
    public void ThirdPartyReport_ForBonds_IsZhuhaisThen()
    {
        var then = ShippedCatalogues.Seed.FindScenario("bond_issue")!;

        Assert.Equal(["third_party_report_required"], then.Flags);
        Assert.Equal([440400], then.FlagRegions);
        Assert.Empty(ShippedCatalogues.Cn.FindScenario("bond_issue")!.Flags);
    }

    private static bool ExistsIn(MeasureDefinition measure, int region) =>
        measure.Conditions.Any(c => c.Regions.Count == 0 || c.Regions.Any(r => RegionCode.Contains(r, region)))
        && (!measure.AdoptionNeeded || measure.Adoptions.Any(a => RegionCode.Contains(a.Region, region)));
}
