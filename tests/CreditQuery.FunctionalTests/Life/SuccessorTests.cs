using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Life;

/// <summary>信用评价延续: by recorded decision only, and visible as such; a new name or another legal representative shakes nothing off.</summary>
public sealed class SuccessorTests
{
    private static readonly string Successor = SampleIdentifiers.Uscc(7_002);

    [Fact]
    public async Task LinkSuccessor_ByDecision_InheritedEntryIsTold()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(), Samples.DescribeUnit(Successor), Listed());
        Assert.Empty((await node.CheckAsync(Samples.LicenseCheck(Successor))).Measures);

        await node.ApplyAsync(new Change
        {
            LinkSuccessor = new LinkSuccessor
            {
                Predecessor = Samples.UnitSubject(),
                Successor = Samples.UnitSubject(Successor),
                Reason = "same_place_same_business",
                DecisionRef = "decision 7",
                Inherits = { "court_dishonest_debtor" },
            },
        });

        var answer = await node.CheckAsync(Samples.LicenseCheck(Successor));
        Assert.NotEmpty(answer.Measures);
        Assert.All(answer.Measures, measure => Assert.True(measure.Inherited));
        Assert.All((await node.CheckAsync(Samples.LicenseCheck())).Measures, measure => Assert.False(measure.Inherited));
        var status = await node.Checks.GetSubjectAsync(new GetSubjectRequest { Subject = Samples.UnitSubject(Successor) }, NodeHost.Call());
        Assert.True(Assert.Single(status.Entries).Inherited);
        var continued = Assert.Single(status.Continues);
        Assert.Equal(Samples.Unit, continued.PredecessorMask);
        Assert.Equal(("decision 7", "same_place_same_business"), (continued.DecisionRef, continued.Reason));
        Assert.Equal(["court_dishonest_debtor"], continued.ListTypes);
    }

    [Fact]
    public async Task PutSubject_NewNameOfTheUnit_EntriesStay()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(name: "old"), Listed());
        var before = await node.CheckAsync(Samples.LicenseCheck());

        await node.ApplyAsync(Samples.DescribeUnit(name: "new"));

        Assert.Equal(before.Measures, (await node.CheckAsync(Samples.LicenseCheck())).Measures);
    }

    [Fact]
    public async Task UnlinkPerson_AnotherLegalRepresentative_EndsOnItsDayAndOnlyForHim()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(), Samples.Describe(), Samples.Describe(Samples.OtherPerson), Listed(), Link(Samples.Person, "2020-01-01"), Link(Samples.OtherPerson, "2020-01-01"));
        Assert.Equal("via LEGAL_REP " + Samples.Unit, await Via(node, Samples.Person));

        await node.ApplyAsync(new Change
        {
            UnlinkPerson = new UnlinkPerson { Unit = Samples.UnitSubject(), Person = Samples.PersonSubject(), Role = Role.LegalRep, To = "2026-06-14" },
        });

        Assert.Equal("", await Via(node, Samples.Person));
        Assert.Equal("via LEGAL_REP " + Samples.Unit, await Via(node, Samples.OtherPerson));
        Assert.Equal("", await Via(node, SampleIdentifiers.CitizenId(20_009)));
    }

    private static async Task<string> Via(NodeHost node, string person)
    {
        var answer = await node.CheckAsync(Samples.AirCheck(person));
        return string.Join("; ", answer.Measures.Select(m => m.Via is null ? "own" : $"via {(m.Via.Role == Role.LegalRep ? "LEGAL_REP" : "other")} {m.Via.SubjectMask}").Distinct());
    }

    private static Change Link(string person, string from) => new()
    {
        LinkPerson = new LinkPerson { Unit = Samples.UnitSubject(), Person = Samples.PersonSubject(person), Role = Role.LegalRep, From = from },
    };

    private static Change Listed() => new()
    {
        PutEntry = new PutEntry
        {
            Entry = new EntryRef { Subject = Samples.UnitSubject(), EntryId = "999999-court:9" },
            ListType = "court_dishonest_debtor",
            Region = "999999",
            DecidedOn = "2026-06-01",
            DecisionNo = "(2026) test 9",
            DecisionAuthority = "supreme_court",
            ValidFrom = "2026-06-01",
            ValidTo = "2028-05-31",
        },
    };
}
