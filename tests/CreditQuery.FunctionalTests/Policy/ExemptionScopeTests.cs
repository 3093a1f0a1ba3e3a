using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Policy;

/// <summary>法释〔2015〕17号 第三条, 第八条: whoever stands behind a limited unit is exempted by name; an order for the unit exempts the unit.</summary>
public sealed class ExemptionScopeTests : IAsyncLifetime
{
    private const string EntryId = "999999-court:9";
    private NodeHost _node = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await NodeHost.StartAsync();
        var order = Samples.Order(id: EntryId);
        order.PutEntry.Entry.Subject = Samples.UnitSubject();
        await _node.ApplyAsync(Samples.FullSource(Samples.AllListTypes()));
        await _node.ApplyAsync(Samples.DescribeUnit(), order, Link(Samples.Person, Role.LegalRep), Link(Samples.OtherPerson, Role.ActualController));
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task GrantExemption_NamesNobody_ExemptsTheUnitAlone()
    {
        await _node.ApplyAsync(Grant());

        await AssertAsync(ConsumptionDecision.Exempted, Samples.UnitSubject());
        await AssertAsync(ConsumptionDecision.Restricted, Samples.PersonSubject());
    }

    [Fact]
    public async Task GrantExemption_NamesAPerson_ExemptsHimAlone()
    {
        await _node.ApplyAsync(Grant(Samples.Person));

        await AssertAsync(ConsumptionDecision.Exempted, Samples.PersonSubject());
        await AssertAsync(ConsumptionDecision.Restricted, Samples.PersonSubject(Samples.OtherPerson));
        await AssertAsync(ConsumptionDecision.Restricted, Samples.UnitSubject());
        var status = await _node.Checks.GetSubjectAsync(
            new GetSubjectRequest { Subject = Samples.UnitSubject(), Purpose = "p", OperatorId = "o", Region = "999999" }, NodeHost.Call());
        var mask = Assert.Single(Assert.Single(status.Entries).Exemptions).PersonMask;
        Assert.NotEmpty(mask);
        Assert.NotEqual(Samples.Person, mask);
    }

    [Fact]
    public async Task UseExemption_OfAPerson_UsesItUp()
    {
        var grant = Grant(Samples.Person);
        grant.GrantExemption.SingleUse = true;
        await _node.ApplyAsync(grant);
        await AssertAsync(ConsumptionDecision.Exempted, Samples.PersonSubject());

        await _node.ApplyAsync(new Change { UseExemption = new UseExemption { Entry = Entry(), ExemptionId = "x-1", WorkItemNo = "ticket-1", UsedOn = "2026-06-20" } });

        await AssertAsync(ConsumptionDecision.Restricted, Samples.PersonSubject());
        await _node.ApplyAsync(new Change { ReleaseExemption = new ReleaseExemption { Entry = Entry(), ExemptionId = "x-1", WorkItemNo = "ticket-1" } });
        await AssertAsync(ConsumptionDecision.Exempted, Samples.PersonSubject());
        await AssertAsync(ConsumptionDecision.Restricted, Samples.PersonSubject(Samples.OtherPerson));
    }

    [Fact]
    public async Task GrantExemption_PersonWhoIsNotBehindTheUnit_IsRefused()
    {
        var outcome = await OutcomeAsync(Grant("stranger"));

        Assert.Equal((OutcomeKind.Refused, RefusalReason.NoSuchObject, "person"), (outcome.Kind, outcome.Reason, outcome.Detail));
    }

    [Fact]
    public async Task GrantExemption_SameIdForAnother_IsRefused()
    {
        await _node.ApplyAsync(Grant(Samples.Person));

        Assert.Equal(OutcomeKind.NoChange, (await OutcomeAsync(Grant(Samples.Person))).Kind);
        Assert.Equal(RefusalReason.AlreadyExists, (await OutcomeAsync(Grant(Samples.OtherPerson))).Reason);
        Assert.Equal(RefusalReason.AlreadyExists, (await OutcomeAsync(Grant())).Reason);
    }

    private async Task<ChangeOutcome> OutcomeAsync(Change change)
    {
        var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(_node.Clock).ToString(), Author = "test:writer", Changes = { change } };
        return (await _node.Registry.ApplyChangesAsync(request, NodeHost.Call())).Outcomes[0];
    }

    private async Task AssertAsync(ConsumptionDecision expected, Subject subject)
    {
        var check = Samples.AirCheck();
        check.Subject = subject;
        var answer = await _node.CheckAsync(check);
        Assert.Equal(expected, answer.Consumption.Decision);
    }

    private static EntryRef Entry() => new() { Subject = Samples.UnitSubject(), EntryId = EntryId };

    private static Change Link(string person, Role role) => new() { LinkPerson = new LinkPerson { Unit = Samples.UnitSubject(), Person = Samples.PersonSubject(person), Role = role } };

    private static Change Grant(string? person = null) => new()
    {
        GrantExemption = new GrantExemption
        {
            Entry = Entry(),
            ExemptionId = "x-1",
            OrderNo = "(2026) test 2",
            From = "2026-06-10",
            To = "2026-06-25",
            Person = person is null ? null : Samples.PersonSubject(person == "stranger" ? CreditQuery.Cli.Sample.SampleIdentifiers.CitizenId(20_003) : person),
        },
    };
}
