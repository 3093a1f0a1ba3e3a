using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

public sealed class ApplyTests
{
    [Fact]
    public async Task ApplyChanges_SameIdAndContent_AnswersTheFirstOutcome()
    {
        await using var node = await NodeHost.StartAsync();
        var request = Request(node, Samples.Order());

        var first = await node.Registry.ApplyChangesAsync(request.Clone(), NodeHost.Call());
        var second = await node.Registry.ApplyChangesAsync(request.Clone(), NodeHost.Call());

        Assert.False(first.Duplicate);
        Assert.True(second.Duplicate);
        Assert.Equal(first.AtLeast, second.AtLeast);
        Assert.Equal(first.Outcomes, second.Outcomes);
        var status = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());
        Assert.Equal(first.AtLeast.Revision, status.HeadRevision);
    }

    [Fact]
    public async Task ApplyChanges_SameIdOtherContent_IsRefused()
    {
        await using var node = await NodeHost.StartAsync();
        var request = Request(node, Samples.Order());
        await node.Registry.ApplyChangesAsync(request.Clone(), NodeHost.Call());
        request.Changes[0].PutEntry.DecisionNo = "another";

        var answer = await node.Registry.ApplyChangesAsync(request, NodeHost.Call());

        Assert.False(answer.Duplicate);
        Assert.Equal(OutcomeKind.Refused, Assert.Single(answer.Outcomes).Kind);
    }

    [Fact]
    public async Task ApplyChanges_SameIdAtOnce_IsOneChange()
    {
        await using var node = await NodeHost.StartAsync();
        var request = Request(node, Samples.Order());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => node.Registry.ApplyChangesAsync(request.Clone(), NodeHost.Call()).ResponseAsync));

        Assert.Single(answers, answer => !answer.Duplicate);
        Assert.Single(answers.Select(answer => answer.AtLeast.Revision).Distinct());
    }

    [Fact]
    public async Task ApplyChanges_OneRefused_HasNoEffect()
    {
        await using var node = await NodeHost.StartAsync();
        var end = new Change { EndStay = new EndStay { Entry = Samples.Order().PutEntry.Entry.Clone(), OrderNo = "none" } };
        end.EndStay.Entry.EntryId = "court:unknown";

        var answer = await node.Registry.ApplyChangesAsync(Request(node, Samples.Order(), end), NodeHost.Call());

        Assert.Equal(OutcomeKind.Refused, answer.Outcomes[1].Kind);
        Assert.DoesNotContain(answer.Outcomes, outcome => outcome.Kind == OutcomeKind.Applied);
        var status = await node.Checks.GetSubjectAsync(
            new GetSubjectRequest { Subject = Samples.PersonSubject(), Purpose = "audit", OperatorId = "op-1" }, NodeHost.Call());
        Assert.Empty(status.Entries);
    }

    [Fact]
    public async Task ApplyChanges_WrongSubjectRevision_IsRefused()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Order());
        var request = Request(node, Samples.Order(id: "court:2"));
        request.IfSubjectRevision.Add(new SubjectRevision { Subject = Samples.PersonSubject(), Revision = 0 });

        var answer = await node.Registry.ApplyChangesAsync(request, NodeHost.Call());

        Assert.All(answer.Outcomes, outcome => Assert.Equal(OutcomeKind.Refused, outcome.Kind));
    }

    [Fact]
    public async Task ApplyChanges_ManyAtOnce_AllAreApplied()
    {
        await using var node = await NodeHost.StartAsync();
        const int Changes = 400;

        var answers = await Task.WhenAll(Enumerable.Range(0, Changes).Select(n =>
            node.Registry.ApplyChangesAsync(Request(node, Samples.Order(id: $"court:{n % 200}")), NodeHost.Call()).ResponseAsync));

        Assert.Equal(Changes, answers.Select(answer => answer.AtLeast.Revision).Distinct().Count());
        var status = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());
        Assert.Equal(Changes + 1UL, status.AppliedRevision);
        Assert.Equal(status.HeadRevision, status.AppliedRevision);
    }

    [Fact]
    public async Task GetLogStatus_AfterSource_TellsCoverage()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.FullSource([Samples.ListType], "court"));

        var status = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());

        Assert.Equal("fsync", status.Durability);
        Assert.StartsWith("cn-2026@", status.CatalogueVersion, StringComparison.Ordinal);
        var source = Assert.Single(status.Sources);
        Assert.Equal("court", source.Source);
        Assert.Equal(["000000"], source.Regions);
        Assert.NotEmpty(status.Coverage);
    }

    [Fact]
    public async Task ListQuarantine_BadToken_IsRefused()
    {
        await using var node = await NodeHost.StartAsync();

        var empty = await node.Registry.ListQuarantineAsync(new ListQuarantineRequest(), NodeHost.Call());
        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await node.Registry.ListQuarantineAsync(new ListQuarantineRequest { PageToken = "x" }, NodeHost.Call()));

        Assert.Empty(empty.Events);
        Assert.Equal(["page_token"], Failures.FieldsOf(failure));
    }

    private static ApplyChangesRequest Request(NodeHost node, params Change[] changes)
    {
        var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(node.Clock).ToString(), Author = "test" };
        request.Changes.Add(changes);
        return request;
    }
}
