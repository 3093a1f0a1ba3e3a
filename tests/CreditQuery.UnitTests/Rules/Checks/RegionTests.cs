using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Checks;

/// <summary>A check names its region where rows differ by region; where it names none, an entry of one region is neither counted nor dropped.</summary>
public sealed class RegionTests
{
    private static readonly Ask Library = new("library") { Region = "" };

    [Theory]
    [InlineData("licence", true)]
    [InlineData("tender", true)]
    [InlineData("inspection", true)]
    [InlineData("loan", false)]
    [InlineData("consumption", false)]
    [InlineData("exit", false)]
    [InlineData("library", false)]
    public void TryPlan_WithoutARegion_IsRefusedWhereRowsDependOnIt(string scenario, bool needed)
    {
        Assert.Equal(needed, IsRefused(SmallCatalogue.Value, scenario, ""));
    }

    [Theory]
    [InlineData("cn-2026", "consumption", false)]
    [InlineData("cn-2026", "exit", false)]
    [InlineData("cn-2026", "admin_license", true)]
    [InlineData("cn-2026", "tender_bid", true)]
    [InlineData("cn-2026", "loan", true)]
    [InlineData("seed-2016-2019", "exit", false)]
    [InlineData("seed-2016-2019", "consumption", true)]
    public void TryPlan_ShippedCatalogue_AsksForTheRegionWhereItMatters(string catalogue, string scenario, bool needed)
    {
        Assert.Equal(needed, IsRefused(TestCatalogues.Named(catalogue), scenario, ""));
    }

    [Fact]
    public void TryPlan_TheWholeCountryStated_IsARegion()
    {
        Assert.False(IsRefused(SmallCatalogue.Value, "licence", "000000"));
    }

    [Fact]
    public void TryPlan_MeasureAdoptedByARegion_MakesTheScenarioDependOnIt()
    {
        var yaml = SmallCatalogue.Yaml
            .Replace("scope: local", "scope: national", StringComparison.Ordinal)
            .Replace("""adopted: [{region: "320583", from: 2020-01-01, to: 2030-12-31}]""", "adopted: []", StringComparison.Ordinal);
        var catalogue = TestCatalogues.Parse(yaml);

        Assert.False(IsRefused(catalogue, "licence", ""));
        Assert.True(IsRefused(catalogue.WithAdoption("recommended", 320583, new DayRange(Day("2026-01-01"), CivilDay.Never))!, "licence", ""));
    }

    [Theory]
    [InlineData("", Conclusion.Indeterminate)]
    [InlineData("000000", Conclusion.Indeterminate)]
    [InlineData("320583", Conclusion.Prefer)]
    [InlineData("440400", Conclusion.Clear)]
    public void Evaluate_EntryOfOneRegion_IsDecidedByTheRegionOfTheCheck(string region, Conclusion expected)
    {
        var answer = (Library with { Region = region }).About(Person().Entry(LocalEntry("model"), "r:1"));

        Assert.Equal(expected, answer.Conclusion);
        Assert.Equal(expected == Conclusion.Indeterminate ? IndeterminateReasons.RegionRequired : IndeterminateReasons.None, answer.Reasons);
    }

    [Fact]
    public void Evaluate_EntryOfOneRegionWithoutARegion_IsListedWithTheReason()
    {
        var answer = Library.About(Person().Entry(LocalEntry("model"), "r:1"));

        Assert.Equal("", Library.Codes(answer));
        Assert.Equal("library_deposit_free:Active", Library.References(answer));
        Assert.Equal(MeasureReason.RegionRequired, answer.References[0].Reason);
    }

    [Fact]
    public void Evaluate_NationalEntryWithoutARegion_Counts()
    {
        var entry = LocalEntry("model");
        entry.Scope = EntryScope.National;

        Assert.Equal(Conclusion.Prefer, Library.About(Person().Entry(entry, "r:1")).Conclusion);
    }

    [Theory]
    [InlineData(EntryScope.Local)]
    [InlineData(EntryScope.Province)]
    [InlineData(EntryScope.Recognised)]
    public void Evaluate_ConsumptionAndAnEntryOfOneRegion_AsksForTheRegion(EntryScope scope)
    {
        var entry = LocalEntry("dishonest");
        entry.Scope = scope;
        var ask = new Ask("consumption") { Region = "", Item = CheckItem.Air("economy") };

        var answer = ask.About(Person().Entry(entry, "c:1"));

        Assert.Equal((Conclusion.Indeterminate, IndeterminateReasons.RegionRequired), (answer.Conclusion, answer.Reasons));
        Assert.Equal(ConsumptionDecision.Undetermined, answer.Consumption);
        Assert.Equal(Conclusion.Block, (ask with { Region = "320583" }).About(Person().Entry(entry, "c:1")).Conclusion);
    }

    [Fact]
    public void Evaluate_NationalEntryBesideOneOfARegion_Blocks()
    {
        var ask = new Ask("consumption") { Region = "", Item = CheckItem.Air("economy") };

        var answer = ask.About(Person().Entry(LocalEntry("order"), "c:1").Entry(NewEntry("dishonest", "2026-01-05"), "c:2"));

        Assert.Equal(Conclusion.Block, answer.Conclusion);
    }

    [Fact]
    public void Evaluate_EntryOfOneRegionBehindAUnit_AsksForTheRegion()
    {
        var ask = new Ask("consumption") { Region = "", Item = CheckItem.Air("economy") };

        Assert.Equal(IndeterminateReasons.RegionRequired, ask.About(Person().Slot(LocalEntry("dishonest"), "c:1", Role.LegalRep)).Reasons);
    }

    // An entry that has no effect in the scenario, or none any more, needs no region.
    [Fact]
    public void Evaluate_EntryOfOneRegionWithoutEffect_StaysClear()
    {
        var over = LocalEntry("model");
        over.ValidTo = Day("2026-01-10");

        Assert.Equal(Conclusion.Clear, Library.About(Person().Entry(over, "r:1").Entry(LocalEntry("kept"), "k:1")).Conclusion);
    }

    [Fact]
    public void Evaluate_PriceSignalOfARegion_AsksForTheRegion()
    {
        var ask = new Ask("loan") { Region = "", Item = CheckItem.Loan("loan") };

        var answer = ask.About(new RecordBuilder().Entry(LocalEntry("model"), "r:1"));

        Assert.Null(answer.PriceSignal);
        Assert.Equal(IndeterminateReasons.RegionRequired, answer.Reasons);
    }

    // 001 四(二十二)47: the region of the check decides what an objection does; without one that of the entry.
    [Theory]
    [InlineData("140000", 0, Conclusion.SuspendedOnly)]
    [InlineData("310000", 140000, Conclusion.Caution)]
    [InlineData("", 140000, Conclusion.SuspendedOnly)]
    [InlineData("", 310000, Conclusion.Caution)]
    public void Evaluate_Objection_IsJudgedByTheRegionOfTheCheckElseOfTheEntry(string region, int ofEntry, Conclusion expected)
    {
        var entry = NewEntry("tax_violation", "2026-01-05");
        entry.Region = ofEntry;
        var record = new RecordBuilder().Entry(entry, "x:1").Fact(FactKind.Objection, Day("2026-11-01"), CivilDay.Never);

        Assert.Equal(expected, (new Ask("loan") { Region = region, Item = CheckItem.Loan("loan") }).About(record).Conclusion);
    }

    private static RecordBuilder Person() => new(SubjectKind.NaturalPerson);

    private static EntryRecord LocalEntry(string listType)
    {
        var entry = NewEntry(listType, "2026-01-05");
        entry.Scope = EntryScope.Local;
        entry.Region = 320583;
        return entry;
    }

    private static bool IsRefused(Catalogue catalogue, string scenario, string region)
    {
        var item = scenario == "consumption" ? CheckItem.Air("economy") : default;
        var question = new CheckQuestion { Scenario = scenario, Region = region, Today = Day("2026-11-22"), Item = item };
        var planned = CheckPlanner.TryPlan(catalogue, question, out _, out var error);
        Assert.True(planned || (error!.Field == "region" && error.Reason == PlanErrorReasons.RegionRequired), error?.Message);
        return !planned;
    }
}
