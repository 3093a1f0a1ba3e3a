using System.Text;
using CreditQuery.Rules;
using CreditQuery.Rules.Catalogues;
using CreditQuery.UnitTests.Rules.Support;

namespace CreditQuery.UnitTests.Rules.Catalogues;

public sealed class CatalogueLoaderTests
{
    /// <summary>One slip each: what is replaced in the small catalogue, by what, the path and the reason that must be told.</summary>
    public static TheoryData<string, string, string, string> Slips => new()
    {
        { "title_zh: 小目录", "titel: 小目录", "titel", "Unknown key" },
        { "{code: minor, name_zh: 轻微, rank: 1}", "{code: minor, name_zh: 轻微, rank: 1, colour: red}", "severity_schemes[three].values[minor].colour", "Unknown key" },
        { "legal_basis: [{id: act_2027}]", "legal_basis: [{id: act_2028}]", "measures[later_basis].legal_basis[0].id", "'act_2028' is not in legal_bases" },
        { "when: [{lists: [hint]}]", "when: [{lists: [hints]}]", "measures[hinted].when[0].lists", "'hints' is not in list_types" },
        { "scenarios: [tender], when: [{lists: [model]}]", "scenarios: [tenders], when: [{lists: [model]}]", "measures[tender_bonus_points].scenarios", "'tenders' is not in scenarios" },
        { "- {code: kept,", "- {code: tax_violation,", "list_types[tax_violation].code", "stands twice" },
        { "{id: act, title: 法, class: law, from: 2010-01-01}", "{id: act, title: 法, class: law, from: 2010-02-30}", "legal_bases[act].from", "not a civil day" },
        { "region: \"320583\", from: 2020-01-01, to: 2030-12-31", "region: \"320583\", from: 2020-01-01, to: 2019-12-31", "measures[recommended].adoption.adopted[0].to", "ends before it starts" },
        { "from: 2020-01-01, to: 2030-12-31}]", "from: 2020-01-01, to: 2030-12-31}, {region: \"320583\", from: 2030-12-31}]", "measures[recommended].adoption.adopted[1].from", "overlap" },
        { "roles: [legal_rep],\n     when: [{lists: [dishonest]}]", "roles: [boss],\n     when: [{lists: [dishonest]}]", "measures[block_licence].roles", "'boss' is none of" },
        { "party_roles: [evaluator]}]", "party_roles: [judge]}]", "measures[evaluator_ban].when", "None of its scenarios has the party role 'judge'" },
        { "{region: \"140000\", disciplines: suspend", "{region: \"14\", disciplines: suspend", "list_types[tax_violation].objection[0].region", "six digits" },
        { "items: [air]}], legal_basis", "items: [aeroplane]}], legal_basis", "measures[limit_air].when[0].items", "no item of consumption" },
        { "severity: {scheme: three, values: [serious]}", "severity: {scheme: three, values: [grave]}", "measures[serious_only].when[0].severity.values", "not a value of the scheme" },
        { "industries: same}]", "industries: [13]}]", "measures[industry_ban].when[0].industries", "GB/T 4754" },
        { "class: memorandum", "class: memo", "legal_bases[memo].class", "is none of" },
        { "effect: prefer, scenarios: [library]", "effect: block, scenarios: [library]", "measures[library_deposit_free].effect", "neither blocks nor cautions" },
        { "- {code: block_licence,", "- {code: BlockLicence,", "measures[BlockLicence].code", "lower_snake_case" },
        { "when: [{lists: [exit_order]}]", "when: [{lists: [exit_order, dishonest]}]", "measures[limit_exit].when", "only by its own order" },
        { "when: [{lists: [kept]}], legal_basis: [{id: memo}", "when: [{}], legal_basis: [{id: memo}", "measures[advice_only].when[0].lists", "would follow for everyone" },
        { "when: [{lists: [dishonest]}], legal_basis: [{id: act}]}\n  - {code: caution_licence", "when: [{lists: [dishonest]}], legal_basis: []}\n  - {code: caution_licence", "measures[block_licence].legal_basis", "without a basis" },
        { "when: [{lists: [tax_violation]}], legal_basis: [{id: act}]}\n  - {code: mandatory_caution", "when: [{lists: [tax_violation]}]}\n  - {code: mandatory_caution", "measures[caution_licence].legal_basis", "without a basis" },
        { "states: [monitored]", "states: [expired]", "measures[monitored_only].when[0].states", "Only active and monitored" },
        { "note: 未定}", "note: }", "consumption_tables[4].note", "needs a note" },
        { "- {mode: air, item: air,", "- {mode: air, item: air, rules: {court: allowed}}\n  - {mode: air, item: air,", "consumption_tables[1].match", "Earlier rows" },
        { "{court: undetermined}", "{courts: undetermined}", "consumption_tables[4].rules.courts", "Unknown key" },
        { "measure_by_item: {air: limit_air,", "measure_by_item: {", "consumption_tables[0].rules", "names a measure for air" },
        { "fixed_item: exit", "fixed_item: space", "scenarios[exit].fixed_item", "no item of consumption" },
        { "ceiling: caution", "ceiling: block", "scenarios[loan].ceiling", "not caution" },
        { "cap: \"3.0\"", "cap: \"-3\"", "tender_schemes[points].cap", "not a decimal number" },
        { "becomes: kept", "becomes: gone", "behaviour_rules[0].becomes", "'gone' is not in list_types" },
        { "extra_workdays: [2026-10-10]", "extra_workdays: [2026-10-01]", "working_days.extra_workdays", "both a holiday" },
        { "effective_from: 2020-01-01", "effective_from: soon", "effective_from", "not a civil day" },
    };

    [Fact]
    public void Load_SmallCatalogue_HasNoErrorAndWarnsOfDisciplinesWithoutBasis()
    {
        var result = TestCatalogues.Try(SmallCatalogue.Yaml);

        Assert.True(result.IsValid);
        Assert.Equal(["measures[advice_only].legal_basis", "measures[later_basis].legal_basis"], result.Findings.Select(f => f.Path));
        Assert.All(result.Findings, f => Assert.Equal(FindingSeverity.Warning, f.Severity));
    }

    [Fact]
    public void Load_FactsShorterThanAnswersLookBack_WarnsOfTheDaysKept()
    {
        var yaml = SmallCatalogue.Yaml.Replace("clean_years: {repaired_count: false}\n", "clean_years: {repaired_count: false}\n    retention: {text_days: 90, fact_days: 1096}\n", StringComparison.Ordinal);

        var finding = Assert.Single(TestCatalogues.Try(yaml).Findings, f => f.Path == "list_types[tax_violation].retention.fact_days");

        Assert.Equal((FindingSeverity.Warning, true), (finding.Severity, finding.Reason.Contains("1463 days", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Slips))]
    public void Load_OneSlip_IsRefusedWithPathReasonAndLine(string right, string wrong, string path, string reason)
    {
        var yaml = Replace(right, wrong);

        var result = TestCatalogues.Try(yaml);

        Assert.Null(result.Catalogue);
        Assert.Contains(result.Findings, f => f.Severity == FindingSeverity.Error && f.Path == path && f.Reason.Contains(reason, StringComparison.Ordinal) && f.Line > 0);
    }

    [Fact]
    public void Load_SeveralSlips_TellsAllOfThem()
    {
        var yaml = Replace("title_zh: 小目录", "titel: 小目录").Replace("class: memorandum", "class: memo", StringComparison.Ordinal).Replace("ceiling: caution", "ceiling: block", StringComparison.Ordinal);

        var paths = TestCatalogues.Try(yaml).Findings.Where(f => f.Severity == FindingSeverity.Error).Select(f => f.Path);

        Assert.Equal(["legal_bases[memo].class", "scenarios[loan].ceiling", "titel"], paths);
    }

    [Fact]
    public void Load_TwoCodesWithOneNumber_IsRefused()
    {
        // Two codes with the same FNV-1a value, found by search.
        var (first, second) = Collision();
        var yaml = SmallCatalogue.Yaml
            .Replace("- {code: kept,", $"- {{code: {first}, name_zh: 甲, tier: focus, field: tax}}\n  - {{code: {second}, name_zh: 乙, tier: focus, field: tax}}\n  - {{code: kept,", StringComparison.Ordinal);

        var result = TestCatalogues.Try(yaml);

        Assert.Null(result.Catalogue);
        Assert.Contains(result.Findings, f => f.Path == $"list_types[{second}].code" && f.Reason.Contains("same number", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "mapping")]
    [InlineData("- a\n- b", "mapping")]
    [InlineData("catalogue: x\ncatalogue: y", "uplicate")]
    [InlineData("catalogue: [", "")]
    [InlineData("a: &x 1\nb: *x", "Aliases")]
    public void Load_NoCatalogue_IsRefused(string yaml, string reason)
    {
        var result = TestCatalogues.Try(yaml);

        Assert.Null(result.Catalogue);
        Assert.Contains(reason, result.Findings[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DeepNesting_IsRefusedBeforeItIsBuilt()
    {
        Assert.Contains("levels deep", TestCatalogues.Try("a: " + new string('[', 100_000)).Findings[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NotUtf8_IsRefused()
    {
        Assert.Contains("UTF-8", CatalogueLoader.Load([0x61, 0x3A, 0xFF]).Findings[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TooLarge_IsRefused()
    {
        Assert.Contains("larger", CatalogueLoader.Load(new MemoryStream(new byte[CatalogueLoader.MaxBytes + 1])).Findings[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_OfAFile_IsItsNameAndDigest()
    {
        var bytes = Encoding.UTF8.GetBytes(SmallCatalogue.Yaml);

        var catalogue = CatalogueLoader.Load(new MemoryStream(bytes)).Catalogue!;

        Assert.Equal("small@" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), catalogue.Version);
        Assert.Equal(bytes, catalogue.Content.ToArray());
    }

    [Theory]
    [InlineData("cn-2026")]
    [InlineData("seed-2016-2019")]
    public void Load_ShippedFile_HasNoErrors(string name)
    {
        var catalogue = TestCatalogues.Named(name);

        Assert.Equal(name, catalogue.Name);
        Assert.All(catalogue.ListTypes, l => Assert.Same(l, catalogue.FindListType(l.Number)));
        Assert.All(catalogue.Measures, m => Assert.Same(m, catalogue.FindMeasure(m.Code)));
        Assert.Equal(catalogue.Measures.Select(m => m.Code).Order(StringComparer.Ordinal), catalogue.Measures.Select(m => m.Code));
        Assert.Equal(ConsumptionItem.Exit, catalogue.FindScenario("exit")!.FixedItem);
    }

    [Fact]
    public void FindListType_UnknownNumberOrCode_IsNull()
    {
        Assert.Null(SmallCatalogue.Value.FindListType(Code32.Of("no_such_list")));
        Assert.Null(SmallCatalogue.Value.FindListType("no_such_list"));
    }

    [Fact]
    public void WithAdoption_OfAMeasure_MakesItCountThere()
    {
        var adopted = SmallCatalogue.Value.WithAdoption("recommended", 530000, CreditQuery.Rules.Periods.DayRange.Always)!;

        Assert.True(adopted.FindMeasure("recommended")!.IsAdopted(530102, 740000));
        Assert.False(SmallCatalogue.Value.FindMeasure("recommended")!.IsAdopted(530102, 740000));
        Assert.Null(SmallCatalogue.Value.WithAdoption("none", 530000, CreditQuery.Rules.Periods.DayRange.Always));
    }

    [Theory]
    [InlineData("2026-09-30", 0, "2026-09-30")]
    [InlineData("2026-09-30", 1, "2026-10-05")]
    [InlineData("2026-10-09", 1, "2026-10-10")]
    [InlineData("2026-10-10", 1, "2026-10-12")]
    public void WorkingDays_Add_SkipsWeekendsAndHolidays(string from, int count, string expected)
    {
        Assert.Equal(expected, Ask.Day(SmallCatalogue.Value.WorkingDays.Add(RecordBuilder.Day(from), count)));
    }

    private static string Replace(string right, string wrong)
    {
        Assert.Contains(right, SmallCatalogue.Yaml, StringComparison.Ordinal);
        return SmallCatalogue.Yaml.Replace(right, wrong, StringComparison.Ordinal);
    }

    private static (string First, string Second) Collision()
    {
        var seen = new Dictionary<int, string>();
        for (var number = 0; ; number++)
        {
            var code = "list_" + number;
            if (!seen.TryAdd(Code32.Of(code), code))
            {
                return (seen[Code32.Of(code)], code);
            }
        }
    }
}
