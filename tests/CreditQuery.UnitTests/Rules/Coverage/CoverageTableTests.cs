using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Coverage;
using CreditQuery.Rules.Periods;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Coverage;

public sealed class CoverageTableTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_EmptyRegister_NeverCovers()
    {
        foreach (var scenario in TestCatalogues.Cn2026.Scenarios)
        {
            var status = new CoverageTable(TestCatalogues.Cn2026, SourceRegister.Empty).StatusOf(scenario, 0, Day("2026-11-22"), Noon);

            Assert.True(status.Verdict.Reasons == IndeterminateReasons.ListNotLoaded, scenario.Code);
            Assert.NotEmpty(status.NotLoaded);
        }
    }

    [Fact]
    public void StatusOf_Tender_RequiresTheListsThatCanYieldADiscipline()
    {
        var status = new CoverageTable(SmallCatalogue.Value, SourceRegister.Empty).StatusOf(SmallCatalogue.Value.FindScenario("tender")!, 440400, Day("2026-11-22"), Noon);

        Assert.Equal(["dishonest", "tax_violation"], status.NotLoaded);
    }

    [Fact]
    public void StatusOf_ScenarioWithoutDisciplines_RequiresAllAdverseLists()
    {
        var status = new CoverageTable(SmallCatalogue.Value, SourceRegister.Empty).StatusOf(SmallCatalogue.Value.FindScenario("library")!, 0, Day("2026-11-22"), Noon);

        Assert.Equal(["dishonest", "tax_violation", "kept"], status.NotLoaded);
    }

    // An entry of another province bites here as well.
    [Theory]
    [InlineData(0, IndeterminateReasons.None)]
    [InlineData(440000, IndeterminateReasons.ListNotLoaded)]
    [InlineData(440400, IndeterminateReasons.ListNotLoaded)]
    public void Of_NationalList_NeedsASourceOfTheWholeCountry(int covered, IndeterminateReasons expected)
    {
        var register = SourceRegister.Empty.With(new SourceDefinition("s", ["dishonest", "tax_violation"], [covered], Day("2020-01-01"), null), Noon);

        Assert.Equal(expected, new CoverageTable(SmallCatalogue.Value, register).Of(new Ask("tender") { Region = "440400" }.Plan(), Noon).Reasons);
    }

    [Theory]
    [InlineData("local", 440000, IndeterminateReasons.None)]
    [InlineData("local", 440400, IndeterminateReasons.None)]
    [InlineData("local", 440402, IndeterminateReasons.ListNotLoaded)]
    [InlineData("local", 530000, IndeterminateReasons.ListNotLoaded)]
    [InlineData("province", 440000, IndeterminateReasons.None)]
    [InlineData("province", 440400, IndeterminateReasons.ListNotLoaded)]
    [InlineData("recognised", 440000, IndeterminateReasons.ListNotLoaded)]
    [InlineData("recognised", 0, IndeterminateReasons.None)]
    public void Of_ListThatBitesInAnArea_NeedsASourceOfThatArea(string scope, int covered, IndeterminateReasons expected)
    {
        var catalogue = TestCatalogues.Parse(SmallCatalogue.Yaml.Replace("scope: local, clean_years", $"scope: {scope}, clean_years", StringComparison.Ordinal));
        var register = SourceRegister.Empty
            .With(new SourceDefinition("national", ["dishonest", "tax_violation"], [0], Day("2020-01-01"), null), Noon)
            .With(new SourceDefinition("s", ["kept"], [covered], Day("2020-01-01"), null), Noon);
        var table = new CoverageTable(catalogue, register);

        Assert.Equal(expected, table.StatusOf(catalogue.FindScenario("library")!, 440400, Day("2026-11-22"), Noon).Verdict.Reasons);
    }

    // Without a region an entry of any region may be meant.
    [Fact]
    public void Of_NoRegion_NeedsALocalListWhereverItExists()
    {
        var catalogue = TestCatalogues.Parse(SmallCatalogue.Yaml.Replace("{code: kept, name_zh: 修复仍计,", "{code: kept, name_zh: 修复仍计, regions: [\"320000\", \"440400\"],", StringComparison.Ordinal));
        var one = SourceRegister.Empty
            .With(new SourceDefinition("national", ["dishonest", "tax_violation"], [0], Day("2020-01-01"), null), Noon)
            .With(new SourceDefinition("kept_32", ["kept"], [320000], Day("2020-01-01"), null), Noon);
        var both = one.With(new SourceDefinition("kept_44", ["kept"], [440000], Day("2020-01-01"), null), Noon);
        var library = catalogue.FindScenario("library")!;

        Assert.Equal(["kept"], new CoverageTable(catalogue, one).StatusOf(library, 0, Day("2026-11-22"), Noon).NotLoaded);
        Assert.Empty(new CoverageTable(catalogue, both).StatusOf(library, 0, Day("2026-11-22"), Noon).NotLoaded);
    }

    [Fact]
    public void Of_SeveralSources_IsCompleteFromTheLatestOfTheBest()
    {
        var register = SourceRegister.Empty
            .With(new SourceDefinition("court", ["dishonest"], [0], Day("2019-01-01"), null), Noon)
            .With(new SourceDefinition("tax", ["tax_violation"], [0], Day("2024-01-01"), null), Noon)
            .With(new SourceDefinition("tax_old", ["tax_violation"], [0], Day("2021-01-01"), null), Noon)
            .With(new SourceDefinition("other", ["kept"], [0], Day("2018-01-01"), null), Noon);

        Assert.Equal("2021-01-01", CivilDay.Format(new CoverageTable(SmallCatalogue.Value, register).Of(new Ask("tender") { Region = "440400" }.Plan(), Noon).CompleteFrom));
    }

    // 000 二(一): the comparison is with all fields; "kept" is adverse, and tender does not require it.
    [Fact]
    public void Of_AdverseListOfAnotherFieldNotLoaded_CoversTheScenarioAndNotTheCleanYears()
    {
        var register = SourceRegister.Empty
            .With(new SourceDefinition("court", ["dishonest", "tax_violation"], [0], Day("2019-01-01"), null), Noon);

        var verdict = new CoverageTable(SmallCatalogue.Value, register).Of(new Ask("tender") { Region = "440400" }.Plan(), Noon);

        Assert.Equal(IndeterminateReasons.None, verdict.Reasons);
        Assert.Equal(CivilDay.Never, verdict.CompleteFrom);
        Assert.False(verdict.CrossChecked);
    }

    [Fact]
    public void Of_AdverseListOfAnotherFieldSilent_CoversTheScenarioAndNotTheCrossCheck()
    {
        var register = SourceRegister.Empty
            .With(new SourceDefinition("court", ["dishonest", "tax_violation"], [0], Day("2019-01-01"), null), Noon)
            .With(new SourceDefinition("other", ["kept"], [0], Day("2019-01-01"), TimeSpan.FromHours(1)), Noon);
        var table = new CoverageTable(SmallCatalogue.Value, register);
        var plan = new Ask("tender") { Region = "440400" }.Plan();

        var speaking = table.Of(plan, Noon.AddHours(1));
        var silent = table.Of(plan, Noon.AddHours(2));

        Assert.True(speaking.CrossChecked);
        Assert.Equal(Noon.AddHours(1).UtcTicks + 1, speaking.NextSilenceTicks);
        Assert.Equal(IndeterminateReasons.None, silent.Reasons);
        Assert.False(silent.CrossChecked);
    }

    [Fact]
    public void Of_Silence_BeginsWhenThePromiseIsOver()
    {
        var hour = TimeSpan.FromHours(1);
        var register = SourceRegister.Empty
            .With(new SourceDefinition("court", ["dishonest"], [0], Day("2019-01-01"), hour), Noon)
            .With(new SourceDefinition("tax", ["tax_violation"], [0], Day("2019-01-01"), null), Noon);
        var table = new CoverageTable(SmallCatalogue.Value, register);
        var plan = new Ask("tender") { Region = "440400" }.Plan();

        var speaking = table.Of(plan, Noon + hour);
        var silent = table.Of(plan, Noon + hour + TimeSpan.FromTicks(1));
        var again = table.With(register.Touched("court", Noon + hour)).Of(plan, Noon + hour + hour);

        Assert.Equal(IndeterminateReasons.None, speaking.Reasons);
        Assert.Equal((Noon + hour).UtcTicks + 1, speaking.NextSilenceTicks);
        Assert.Equal(IndeterminateReasons.SourceSilent, silent.Reasons);
        Assert.Equal(IndeterminateReasons.None, again.Reasons);
        Assert.Equal(["court"], table.SilentSources(Noon + hour + hour));
        Assert.Empty(table.SilentSources(Noon));
        Assert.Equal(["dishonest"], table.StatusOf(plan.Scenario, plan.Region, plan.AsOf, Noon + hour + hour).Silent);
    }

    // Whoever promised and is silent may hold entries back; another that promised nothing cannot vouch for them.
    [Theory]
    [InlineData(440000, 0, null, false)]
    [InlineData(0, 0, null, false)]
    [InlineData(0, 440000, 9, false)]
    [InlineData(0, 0, 9, true)]
    [InlineData(440000, 0, 9, true)]
    public void Of_SourceThatPromisedIsSilent_OnlyAWholeOneWithAPromiseKeptStandsIn(int silent, int other, int? hours, bool speaks)
    {
        TimeSpan? promise = hours is { } h ? TimeSpan.FromHours(h) : null;
        var register = SourceRegister.Empty
            .With(new SourceDefinition("promised", ["dishonest", "tax_violation"], [silent], Day("2019-01-01"), TimeSpan.FromHours(1)), Noon)
            .With(new SourceDefinition("other", ["dishonest", "tax_violation"], [other], Day("2019-01-01"), promise), Noon);

        var verdict = new CoverageTable(SmallCatalogue.Value, register).Of(new Ask("tender") { Region = "440400" }.Plan(), Noon.AddHours(5));

        Assert.Equal(speaks ? IndeterminateReasons.None : IndeterminateReasons.SourceSilent, verdict.Reasons);
    }

    [Fact]
    public void Of_OneOfTwoWholeSourcesSpeaks_IsNotSilent()
    {
        var register = SourceRegister.Empty
            .With(new SourceDefinition("court", ["dishonest", "tax_violation"], [0], Day("2019-01-01"), TimeSpan.FromHours(1)), Noon)
            .With(new SourceDefinition("court_2", ["dishonest", "tax_violation"], [0], Day("2019-01-01"), TimeSpan.FromHours(9)), Noon);

        var verdict = new CoverageTable(SmallCatalogue.Value, register).Of(new Ask("tender") { Region = "440400" }.Plan(), Noon.AddHours(5));

        Assert.Equal(IndeterminateReasons.None, verdict.Reasons);
        Assert.Equal(Noon.AddHours(9).UtcTicks + 1, verdict.NextSilenceTicks);
    }

    // Whoever stands in knows the list of today; an entry that came and went while the other was silent it may never have had.
    [Theory]
    [InlineData(0, "2019-01-01", 1)]
    [InlineData(5, "2026-11-01", 9)]
    public void Of_SourceThatReachesBackIsSilent_CompleteFromTheFirstDayOfItsStandIn(int hours, string completeFrom, int nextHours)
    {
        var register = SourceRegister.Empty
            .With(new SourceDefinition("others", ["kept"], [0], Day("2019-01-01"), null), Noon)
            .With(new SourceDefinition("old", ["dishonest", "tax_violation"], [0], Day("2019-01-01"), TimeSpan.FromHours(1)), Noon)
            .With(new SourceDefinition("new", ["dishonest", "tax_violation"], [0], Day("2026-11-01"), TimeSpan.FromHours(9)), Noon);

        var verdict = new CoverageTable(SmallCatalogue.Value, register).Of(new Ask("tender") { Region = "440400" }.Plan(), Noon.AddHours(hours));

        Assert.Equal(IndeterminateReasons.None, verdict.Reasons);
        Assert.Equal(completeFrom, CivilDay.Format(verdict.CompleteFrom));
        Assert.Equal(Noon.AddHours(nextHours).UtcTicks + 1, verdict.NextSilenceTicks);
    }

    [Fact]
    public void Register_Without_TakesTheSourceAway()
    {
        var register = SourceRegister.Empty.With(new SourceDefinition("a", ["dishonest"], [0], 1, null), Noon).With(new SourceDefinition("b", ["kept"], [0], 1, null), Noon);

        var less = register.Without("a");

        Assert.Equal(["b"], less.Sources.Select(s => s.Code));
        Assert.Same(less, less.Without("a"));
        Assert.Same(less, less.Touched("a", Noon));
        Assert.Equal(Noon, less.LastChangeAt(0));
    }

    [Fact]
    public void Of_RegionalList_IsRequiredOnlyThere()
    {
        var yaml = SmallCatalogue.Yaml.Replace("{code: kept, name_zh: 修复仍计,", "{code: kept, name_zh: 修复仍计, regions: [\"320000\"],", StringComparison.Ordinal);
        var catalogue = TestCatalogues.Parse(yaml);
        var table = new CoverageTable(catalogue, SourceRegister.Empty);
        var licence = catalogue.FindScenario("licence")!;

        Assert.Contains("kept", table.StatusOf(licence, 320583, Day("2027-01-01"), Noon).NotLoaded);
        Assert.DoesNotContain("kept", table.StatusOf(licence, 440400, Day("2027-01-01"), Noon).NotLoaded);
    }
}
