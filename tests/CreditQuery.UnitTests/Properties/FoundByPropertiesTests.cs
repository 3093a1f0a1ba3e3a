using System.Text;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.UnitTests.Properties.Histories;
using CreditQuery.UnitTests.Properties.Naive;
using Google.Protobuf;
using Conclusion = CreditQuery.Rules.Checks.Conclusion;

namespace CreditQuery.UnitTests.Properties;

/// <summary>Faults that random histories found, each as small as it can be told.</summary>
public sealed class FoundByPropertiesTests
{
    private static readonly string[] AllLists = [.. SyntheticCatalogue.Value.ListTypes.Select(l => l.Code)];

    [Fact]
    public void Ask_RowWithAnOpenAndACertainCondition_BlocksByTheCertainOne()
    {
        using var world = Loaded(AllLists);
        var entry = world.Registry.PutEntry(World.Units[0], "e", "tax_bad", put =>
        {
            (put.DecidedOn, put.ValidTo, put.IndustryCode) = ("2026-04-01", "2026-12-31", "C13");
            (put.SeverityScheme, put.Severity) = ("two", "serious");
        });
        Assert.Equal(OutcomeKind.Applied, world.Apply(entry));

        var asked = world.Ask(Question(world, "licence") with { At = World.Start.AddMonths(6) });

        Assert.Equal(Conclusion.Block, asked.Whole.Conclusion);
    }

    [Fact]
    public void Ask_ListBeginsWithoutASource_NamesItsFirstDay()
    {
        using var world = Loaded([.. AllLists.Where(code => code != "begun")]);

        var asked = world.Ask(Question(world, "licence"));

        Assert.Equal(Conclusion.Clear, asked.Whole.Conclusion);
        Assert.Equal(new DateOnly(2026, 7, 7).DayNumber, asked.Whole.NextChangeDay);
        Assert.Equal(Conclusion.Indeterminate, world.Ask(Question(world, "licence") with { At = World.Start.AddDays(70) }).Whole.Conclusion);
    }

    [Fact]
    public void Ask_ListBeginsThatASourceDelivers_NamesNoDay()
    {
        using var world = Loaded(AllLists);

        var asked = world.Ask(Question(world, "licence"));

        Assert.Equal((Conclusion.Clear, CivilDay.Never), (asked.Whole.Conclusion, asked.Whole.NextChangeDay));
    }

    [Fact]
    public void Ask_LaterVersionOfTheCatalogue_NamesItsFirstDay()
    {
        using var world = Loaded(AllLists);
        var later = SyntheticCatalogue.Yaml.Replace("effective_from: 2026-01-01", "effective_from: 2026-06-10", StringComparison.Ordinal);
        var put = new PutCatalogue { Name = world.Catalogue.Name, Content = ByteString.CopyFrom(Encoding.UTF8.GetBytes(later)) };
        Assert.Equal(OutcomeKind.Applied, world.Registry.ApplyOne(new Change { PutCatalogue = put }).Kind);

        var asked = world.Ask(Question(world, "licence"));

        Assert.Equal(new DateOnly(2026, 6, 10).DayNumber, asked.Whole.NextChangeDay);
    }

    [Fact]
    public void Ask_ListOfAnEndedEntryEnds_NamesTheDayOnWhichCleanYearsAreOthers()
    {
        using var world = Loaded(AllLists);
        var entry = world.Registry.PutEntry(World.Persons[0], "e", "ended", put => (put.DecidedOn, put.ValidTo) = ("2026-01-01", "2026-03-01"));
        Assert.Equal(OutcomeKind.Applied, world.Apply(entry));
        var question = Question(world, "library") with { Item = NaiveItem.None, Subject = World.Persons[0] };

        var asked = world.Ask(question);

        Assert.Equal(CreditQuery.Rules.Checks.ThreeCleanYears.No, asked.Whole.CleanYears);
        Assert.Equal(new DateOnly(2026, 10, 11).DayNumber, asked.Whole.NextChangeDay);
        Assert.Equal(CreditQuery.Rules.Checks.ThreeCleanYears.Yes, world.Ask(question with { At = World.Start.AddDays(200) }).Whole.CleanYears);
    }

    private static World Loaded(string[] lists)
    {
        var world = new World("synthetic");
        var source = new PutSource { Source = "all", CoverageFrom = "2000-01-01" };
        source.ListTypes.Add(lists);
        source.Regions.Add("000000");
        world.Apply(new Change { PutSource = source });
        return world;
    }

    private static NaiveQuestion Question(World world, string scenario) => new()
    {
        Scenario = world.Catalogue.FindScenario(scenario)!,
        Item = new NaiveItem(ItemKind.Approval) { Institution = "bank" },
        Region = 110000,
        At = World.Start,
        Subject = World.Units[0],
    };
}
