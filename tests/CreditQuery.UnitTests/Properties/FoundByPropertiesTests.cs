using System.Text;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Transitions;
using CreditQuery.UnitTests.Index;
using CreditQuery.UnitTests.Properties.Histories;
using CreditQuery.UnitTests.Properties.Naive;
using Google.Protobuf;
using Conclusion = CreditQuery.Rules.Checks.Conclusion;
using IdentityMatch = CreditQuery.Rules.Checks.IdentityMatch;
using IndeterminateReasons = CreditQuery.Rules.Checks.IndeterminateReasons;
using ThreeCleanYears = CreditQuery.Rules.Checks.ThreeCleanYears;

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
    public void Tell_AdverseListBeginsAndEnds_IncentiveStopsAndComesBack()
    {
        using var world = Loaded(AllLists);
        Assert.Equal(OutcomeKind.Applied, world.Apply(world.Registry.PutEntry(World.Units[0], "good", "model", Long)));
        Assert.Equal(OutcomeKind.Applied, world.Apply(world.Registry.PutEntry(World.Units[0], "bad", "begun", Long)));
        Assert.Equal(OutcomeKind.Applied, world.Apply(world.Registry.PutEntry(World.Units[1], "good", "model", Long)));
        Assert.Equal(OutcomeKind.Applied, world.Apply(world.Registry.PutEntry(World.Units[1], "bad", "ended", Long)));
        var sink = new ToldStatuses();
        world.Registry.Index.Midnights.TellTo(sink);

        world.Registry.Index.Midnights.Pass(new DateOnly(2026, 12, 1).DayNumber);

        Assert.Equal(
            [
                (new DateOnly(2026, 7, 7), world.Registry.KeyOf(World.Units[0]), StatusChangeKind.IncentiveStopped),
                (new DateOnly(2026, 10, 11), world.Registry.KeyOf(World.Units[1]), StatusChangeKind.IncentiveGranted),
            ],
            sink.All.Select(told => (DateOnly.FromDayNumber(told.At.Day), told.Subject.Key, Assert.Single(told.Subject.Changes).Kind)));

        static void Long(PutEntry put) => (put.ValidFrom, put.ValidTo, put.DecidedOn) = ("2026-01-01", "2027-12-31", "2026-01-01");
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

        Assert.Equal(ThreeCleanYears.No, asked.Whole.CleanYears);
        Assert.Equal(new DateOnly(2026, 10, 11).DayNumber, asked.Whole.NextChangeDay);
        Assert.Equal(ThreeCleanYears.Yes, world.Ask(question with { At = World.Start.AddDays(200) }).Whole.CleanYears);
    }

    [Fact]
    public void RemoveAlias_OfAUnifiedCode_LetsTheOrganisationCodeInItGoToo()
    {
        using var world = Merged();

        Assert.Equal(OutcomeKind.Applied, world.Apply(new Change { RemoveAlias = new RemoveAlias { Alias = world.Registry.Subject(World.Units[^1]) } }));

        Assert.Equal(IdentityMatch.NoRecord, world.Ask(Question(world, "licence") with { Subject = SampleSubjects.OrgCode(6) }).Whole.Identity);
    }

    [Fact]
    public void Erase_TargetOfAnAliasThatIsPutAgain_OrganisationCodeLeadsToTheNewRecord()
    {
        using var world = Merged();
        Assert.Equal(OutcomeKind.Applied, world.Apply(new Change { EraseSubject = new EraseSubject { Subject = world.Registry.Subject(World.Units[0]), DecisionRef = "d" } }));

        Assert.Equal(OutcomeKind.Applied, world.Apply(world.Registry.PutSubject(World.Units[^1])));

        Assert.Equal(IdentityMatch.MatchedByAlias, world.Ask(Question(world, "licence") with { Subject = SampleSubjects.OrgCode(6) }).Whole.Identity);
    }

    [Fact]
    public void Resolve_AnotherEventNamesTheSubjectByItsOtherIdentifier_MarkStays()
    {
        using var world = Loaded(AllLists);
        world.Quarantine(world.Registry.Subject(World.Units[^1]));
        Assert.Equal(OutcomeKind.Applied, world.Apply(MergeOf(world)));
        world.Quarantine(world.Registry.Subject(World.Units[0]));
        var (first, second) = (world.Quarantined[0], world.Quarantined[1]);

        Resolve(world, first);
        Assert.Equal(IndeterminateReasons.QuarantinedChange, world.Ask(Question(world, "licence")).Whole.Reasons & IndeterminateReasons.QuarantinedChange);

        Resolve(world, second);
        Assert.Equal(IndeterminateReasons.None, world.Ask(Question(world, "licence")).Whole.Reasons & IndeterminateReasons.QuarantinedChange);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resolve_IdentifierThatTheEventNamesLeadsElsewhereByNow_MarkGoes(bool isNamedBefore)
    {
        using var world = isNamedBefore ? Loaded(AllLists) : Merged();
        world.Quarantine(world.Registry.Subject(World.Units[^1]));
        if (isNamedBefore)
        {
            Assert.Equal(OutcomeKind.Applied, world.Apply(MergeOf(world)));
        }

        Assert.Equal(OutcomeKind.Applied, world.Apply(new Change { RemoveAlias = new RemoveAlias { Alias = world.Registry.Subject(World.Units[^1]) } }));
        Resolve(world, world.Quarantined[0]);

        Assert.Equal(IndeterminateReasons.None, world.Ask(Question(world, "licence")).Whole.Reasons & IndeterminateReasons.QuarantinedChange);
    }

    [Fact]
    public void Resolve_AliasIsASubjectOfItsOwnByNow_MarksOfBothStayApart()
    {
        using var world = Merged();
        var own = World.Units[^1];
        world.Quarantine(world.Registry.Subject(own));
        Assert.Equal(OutcomeKind.Applied, world.Apply(new Change { RemoveAlias = new RemoveAlias { Alias = world.Registry.Subject(own) } }));
        Assert.Equal(OutcomeKind.Applied, world.Apply(world.Registry.PutSubject(own)));
        world.Quarantine(world.Registry.Subject(own));

        Resolve(world, world.Quarantined[1]);

        Assert.Equal(IndeterminateReasons.None, world.Ask(Question(world, "licence") with { Subject = own }).Whole.Reasons & IndeterminateReasons.QuarantinedChange);
        Assert.Equal(IndeterminateReasons.QuarantinedChange, world.Ask(Question(world, "licence")).Whole.Reasons & IndeterminateReasons.QuarantinedChange);
    }

    [Fact]
    public void Count_ListOfKindsThatTheIdentifierRulesOut_NothingFollows()
    {
        // A code of department 3 shows no kind, but it is no person's.
        using var world = Loaded(AllLists);
        var unit = SampleSubjects.Uscc(8, "31");
        var behaviour = new PutBehaviour { Subject = world.Registry.Subject(unit), Type = "pollution", OccurredOn = "2026-04-01", Count = 5, DocumentNo = "b" };
        Assert.Equal(OutcomeKind.Applied, world.Apply(new Change { PutBehaviour = behaviour }));

        Assert.Equal(0, world.Registry.View(unit).Header.EntryCount);
    }

    private static World Merged()
    {
        var world = Loaded(AllLists);
        Assert.Equal(OutcomeKind.Applied, world.Apply(world.Registry.PutSubject(World.Units[^1])));
        Assert.Equal(OutcomeKind.Applied, world.Apply(MergeOf(world)));
        return world;
    }

    private static Change MergeOf(World world) =>
        new() { PutAlias = new PutAlias { Alias = world.Registry.Subject(World.Units[^1]), Target = world.Registry.Subject(World.Units[0]) } };

    private static void Resolve(World world, ulong revision) =>
        Assert.Equal(OutcomeKind.Applied, world.Apply(new Change { ResolveQuarantine = new ResolveQuarantine { Revision = revision, Resolution = "put again" } }));

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
