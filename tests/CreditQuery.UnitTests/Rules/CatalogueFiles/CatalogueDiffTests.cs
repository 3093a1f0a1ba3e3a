using CreditQuery.Rules.Catalogues;
using CreditQuery.UnitTests.Rules.Support;

namespace CreditQuery.UnitTests.Rules.Catalogues;

public sealed class CatalogueDiffTests
{
    [Fact]
    public void Compare_SameFile_SaysNothing()
    {
        Assert.Empty(CatalogueDiff.Compare(SmallCatalogue.Value, TestCatalogues.Parse(SmallCatalogue.Yaml)));
    }

    [Fact]
    public void Compare_ReorderedRows_SaysNothing()
    {
        var yaml = SmallCatalogue.Yaml
            .Replace("  - {code: court, name_zh: 司法}\n  - {code: tax, name_zh: 税务}", "  - {code: tax, name_zh: 税务}\n  - {code: court, name_zh: 司法}", StringComparison.Ordinal);

        Assert.NotEqual(SmallCatalogue.Yaml, yaml);
        Assert.Empty(CatalogueDiff.Compare(SmallCatalogue.Value, TestCatalogues.Parse(yaml)));
    }

    [Theory]
    [InlineData("effect: caution, scenarios: [licence, tender, loan]", "effect: block, scenarios: [licence, tender, loan]", DifferenceKind.Changed, "measures[caution_licence].effect", "licence,loan,tender")]
    [InlineData("name_zh: 慎", "name_zh: 谨慎", DifferenceKind.Changed, "measures[caution_licence].name_zh", "")]
    [InlineData("{id: act_2027, title: 新法, class: law, from: 2027-01-01}", "{id: act_2027, title: 新法, class: law, from: 2026-06-01}", DifferenceKind.Changed, "legal_bases[act_2027].from", "licence")]
    [InlineData("factor: \"0.25\"", "factor: \"0.3\"", DifferenceKind.Changed, "supervision_factors[1].factor", "inspection")]
    [InlineData("product: loan, tier: red, signal: favourable, note: 仅供参考", "product: loan, tier: red, signal: favourable, note: 参考", DifferenceKind.Changed, "price_signals[1].note", "")]
    [InlineData("{mode: air, item: air, rules: {court: restricted}}", "{mode: air, item: air, rules: {court: allowed}}", DifferenceKind.Changed, "consumption_tables[0].rules.court", "consumption")]
    public void Compare_OneChange_NamesPathAndScenarios(string from, string to, DifferenceKind kind, string path, string scenarios)
    {
        Assert.Contains(from, SmallCatalogue.Yaml, StringComparison.Ordinal);

        var difference = Assert.Single(CatalogueDiff.Compare(SmallCatalogue.Value, TestCatalogues.Parse(SmallCatalogue.Yaml.Replace(from, to, StringComparison.Ordinal))));

        Assert.Equal(kind, difference.Kind);
        Assert.Equal(path, difference.Path);
        Assert.Equal(scenarios, string.Join(",", difference.Scenarios));
    }

    // Every new version begins on a later day: if that alone named every scenario, the list would say nothing.
    [Fact]
    public void Compare_OtherFirstDay_NamesNoScenario()
    {
        var later = TestCatalogues.Parse(SmallCatalogue.Yaml.Replace("effective_from: 2020-01-01", "effective_from: 2020-06-01", StringComparison.Ordinal));

        var difference = Assert.Single(CatalogueDiff.Compare(SmallCatalogue.Value, later));

        Assert.Equal("effective_from", difference.Path);
        Assert.Empty(difference.Scenarios);
    }

    // An adverse list follows from the count: every scenario may answer otherwise.
    [Fact]
    public void Compare_OtherCount_NamesEveryScenario()
    {
        var later = TestCatalogues.Parse(SmallCatalogue.Yaml.Replace("more_than: 3", "more_than: 4", StringComparison.Ordinal));

        var difference = Assert.Single(CatalogueDiff.Compare(SmallCatalogue.Value, later));

        Assert.Equal("behaviour_rules[overload].more_than", difference.Path);
        Assert.Equal(later.Scenarios.Select(s => s.Code).Order(StringComparer.Ordinal), difference.Scenarios);
    }

    [Fact]
    public void Compare_RowOnlyInOne_IsAddedOrRemoved()
    {
        var row = SmallCatalogue.Yaml.Split('\n').First(l => l.Contains("library_deposit_free", StringComparison.Ordinal));
        var less = TestCatalogues.Parse(SmallCatalogue.Yaml.Replace(row + "\n", "", StringComparison.Ordinal));

        var removed = Assert.Single(CatalogueDiff.Compare(SmallCatalogue.Value, less));
        var added = Assert.Single(CatalogueDiff.Compare(less, SmallCatalogue.Value));

        Assert.Equal((DifferenceKind.Removed, "measures[library_deposit_free]", ""), (removed.Kind, removed.Path, removed.To));
        Assert.Equal((DifferenceKind.Added, "measures[library_deposit_free]", ""), (added.Kind, added.Path, added.From));
        Assert.Equal(["library"], CatalogueDiff.ScenariosOf([added]));
    }

    [Fact]
    public void Compare_ShippedCatalogues_NamesTheBankScenario()
    {
        var differences = CatalogueDiff.Compare(TestCatalogues.Seed2016, TestCatalogues.Cn2026);

        Assert.Contains("loan", CatalogueDiff.ScenariosOf(differences));
    }
}
