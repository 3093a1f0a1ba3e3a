using CreditQuery.Rules.Catalogues;

namespace CreditQuery.UnitTests.Rules.Catalogues;

/// <summary>Both shipped files hold all that the papers' tables name, with every field.</summary>
public class CatalogueCompletenessTests
{
    public static TheoryData<string> Files => ["seed-2016-2019", "cn-2026"];

    // Every list, register or database that the papers name, those of Yunnan's areas with their area; then the courts', the orders and the travel lists.
    private const string ListTypes = """
        financial_serious:3 eia_agency_fraud:4 illegal_medical_practice:6 food_safety_serious:7 wage_arrears:8 major_tax_violation:10 court_dishonest_debtor:11
        court_consumption_order:11 exit_order:11 enforcement_debtor:11 overload_transport:12 taxi_service:12 research_misconduct:13 exam_cheating:13
        journal_warning:13 journal_blacklist:13 insurance_fraud:14 illegal_social_org_leader:15 charity_dishonesty:16 charity_model:16
        culture_market_warning:17 culture_market_blacklist:17 fake_lottery:18 env_serious_violation:4 telecom_fraud:1
        industry_ban_order gov_procurement_violation market_serious_violation defence_duty_refusal safety_blacklist safety_production_serious
        listed_company_violation network_credit_blacklist housing_benefit_fraud tourism_blacklist civilised_travel_blacklist evaluated_black
        baiyun_black_board rail_misconduct air_misconduct travel_limited_serious abnormal_operation focus_list third_party_blacklist third_party_redlist
        tax_credit_a customs_aeo model_of_integrity tourism_model_unit youth_volunteer association_recommended media_found evaluated_red
        credit_management_model baiyun_red_board
        """;

    // The seventeen fields of 004 三1, and those that the lists of the papers need.
    private const string Fields = """
        market tax price customs work_safety product_quality environment food_drug health intellectual_property circulation construction e_commerce transport
        contract labour social_security education science court finance civil_affairs sport
        """;

    // Merged since: the successor and the day are data.
    private const string Successors = """
        industry_commerce:market_supervision quality_supervision:market_supervision food_drug:market_supervision banking_regulator:banking_insurance_regulator
        insurance_regulator:banking_insurance_regulator banking_insurance_regulator:financial_regulator state_tax:tax local_tax:tax tourism:culture_tourism
        culture:culture_tourism environmental_protection:ecology_environment work_safety:emergency_management poverty_relief:rural_revitalisation
        rural_revitalisation:agriculture_rural
        """;

    [Theory]
    [MemberData(nameof(Files))]
    public void Measures_OfTheTable_HaveEveryField(string file)
    {
        var catalogue = ShippedCatalogues.Load(file).Catalogue!;

        Assert.Equal((35, 55), (PaperMeasure.All.Count(m => m.Kind == MeasureKind.Incentive), PaperMeasure.All.Count(m => m.Kind == MeasureKind.Discipline)));
        Assert.All(PaperMeasure.All, m => Assert.Equal((m.Kind, m.Level), (catalogue.FindMeasure(m.Code)!.Kind, catalogue.FindMeasure(m.Code)!.Obligation)));
        Assert.All(catalogue.Measures, m => Assert.DoesNotContain("", (string[])[m.NameZh, m.Content, m.Cause, m.AdminUnit, m.Owner]));
        Assert.All(catalogue.Measures, m => Assert.True(m.Scenarios.Count > 0 && m.Conditions.Count > 0 && m.Implementing.Count > 0 && m.InForce.From > 0, m.Code));
        Assert.All(PaperMeasure.All, m => Assert.NotEmpty(catalogue.FindMeasure(m.Code)!.PolicyBases));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Measures_OfTheTable_CiteEveryPaperWithItsArticle(string file)
    {
        var catalogue = ShippedCatalogues.Load(file).Catalogue!;

        Assert.All(PaperMeasure.All, m =>
        {
            var cited = catalogue.FindMeasure(m.Code)!.PolicyBases.Select(b => (b.Basis.Id, b.Article));
            Assert.Superset(m.Articles.ToHashSet(), cited.ToHashSet());
        });
    }

    // Law says more than the papers: those rows cite it and claim no paper's words.
    [Theory]
    [MemberData(nameof(Files))]
    public void Measures_BeyondTheTable_RestOnABasisOrAreAdvice(string file)
    {
        var result = ShippedCatalogues.Load(file);
        var table = PaperMeasure.All.Select(m => m.Code).ToHashSet(StringComparer.Ordinal);
        var advice = result.Findings.Select(f => f.Path).ToList();
        var catalogue = result.Catalogue!;

        Assert.All(
            catalogue.Measures.Where(m => !table.Contains(m.Code)),
            m => Assert.True(m.HasCarryingBasis(Math.Max(catalogue.EffectiveFrom, m.InForce.From)) || advice.Any(p => p.Contains($"[{m.Code}]", StringComparison.Ordinal)), m.Code));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void ListTypes_OfThePapers_AreAllThere(string file)
    {
        var catalogue = ShippedCatalogues.Load(file).Catalogue!;

        foreach (var (code, area) in Pairs(ListTypes))
        {
            var listType = catalogue.FindListType(code);
            Assert.True(listType is not null, code);
            Assert.Equal(area.Length == 0 ? listType.GovernanceArea : int.Parse(area, System.Globalization.CultureInfo.InvariantCulture), listType.GovernanceArea);
            Assert.NotNull(catalogue.FindDepartment(listType.Initiator));
            Assert.NotEmpty(listType.LegalBases);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Fields_OfThePapers_AreAllThere(string file)
    {
        var codes = ShippedCatalogues.Load(file).Catalogue!.Fields.Select(f => f.Code).ToList();

        Assert.All(Pairs(Fields), f => Assert.Contains(f.Code, codes));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Departments_MergedSince_NameTheirSuccessor(string file)
    {
        var catalogue = ShippedCatalogues.Load(file).Catalogue!;

        Assert.All(Pairs(Successors), p => Assert.Equal(p.Value, catalogue.FindDepartment(p.Code)!.Successor));
        Assert.All(catalogue.Departments.Where(d => d.Successor.Length > 0), d => Assert.NotEqual(CreditQuery.Rules.Periods.CivilDay.Never, d.Existed.To));
    }

    // 000 二(三), 国办发〔2025〕22号; 纳税信用 A to D; colours of 企业环境信用评价; cities' own grades.
    [Fact]
    public void Schemes_OfBothFiles_AreThoseOfTheirTime()
    {
        Assert.Equal(["kunshan"], ShippedCatalogues.Seed.SeveritySchemes.Select(s => s.Code));
        Assert.Equal(["cn_2025", "kunshan"], ShippedCatalogues.Cn.SeveritySchemes.Select(s => s.Code).Order(StringComparer.Ordinal));
        foreach (var catalogue in (Catalogue[])[ShippedCatalogues.Seed, ShippedCatalogues.Cn])
        {
            Assert.Equal("A B M C D", Values(catalogue, "tax_credit"));
            Assert.Equal("green blue yellow red black", Values(catalogue, "env_credit"));
            Assert.Equal("A B C D", Values(catalogue, "enterprise_abcd"));
        }
    }

    // 003 五(四): 重大税收违法案件当事人、失信企业、违法失信上市公司相关责任主体、失信被执行人…
    [Theory]
    [MemberData(nameof(Files))]
    public void Memoranda_OfThePapers_NameListsAndMeasures(string file)
    {
        var catalogue = ShippedCatalogues.Load(file).Catalogue!;
        string[] targets = ["major_tax_violation", "market_serious_violation", "listed_company_violation", "court_dishonest_debtor", "safety_production_serious",
            "env_serious_violation", "food_safety_serious", "youth_volunteer", "tax_credit_a", "customs_aeo"];

        Assert.All(targets, t => Assert.Contains(catalogue.Memoranda, m => m.ListTypes.Contains(catalogue.FindListType(t)!.Index)));
        Assert.All(catalogue.Memoranda, m => Assert.True(m.Initiators.Count > 0 && m.ListTypes.Count > 0 && m.Measures.Count > 0, m.Code));
    }

    private static string Values(Catalogue catalogue, string scheme) => string.Join(' ', catalogue.GradeSchemes.Single(s => s.Code == scheme).Values.OrderBy(v => v.Rank).Select(v => v.Code));

    private static IEnumerable<(string Code, string Value)> Pairs(string text) =>
        text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split(':')).Select(p => (p[0], p.ElementAtOrDefault(1) ?? ""));
}
