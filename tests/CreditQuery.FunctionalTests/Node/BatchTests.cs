using CreditQuery.Cli.Sample;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

public sealed class BatchTests
{
    [Fact]
    public async Task BatchCheckSubjects_EqualsSingleChecks()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Order(), Samples.Describe(Samples.OtherPerson));
        var request = new BatchCheckSubjectsRequest { Common = Samples.AirCheck() };
        request.Items.Add(Enumerable.Range(0, 300).Select(n => new BatchItem { RequestId = $"i-{n}", Subject = Samples.PersonSubject(PersonAt(n)) }));

        var batch = await node.Checks.BatchCheckSubjectsAsync(request, NodeHost.Call());

        Assert.Equal(request.Items.Select(item => item.RequestId), batch.Items.Select(item => item.RequestId));
        for (var i = 0; i < 6; i++)
        {
            var single = await node.CheckAsync(Samples.AirCheck(PersonAt(i)));
            Assert.Equal(single.Conclusion, batch.Items[i].Conclusion);
            Assert.Equal(single.Identity, batch.Items[i].Identity);
            Assert.Equal(single.Measures.Select(measure => measure.Code), batch.Items[i].Measures.Select(measure => measure.Code));
            Assert.Equal(single.NextChangeAt, batch.Items[i].NextChangeAt);
            Assert.Equal(single.Freshness.Revision, batch.Freshness.Revision);
        }
    }

    [Fact]
    public async Task BatchCheckSubjects_BadItem_OthersAreAnswered()
    {
        await using var node = await NodeHost.StartAsync();
        var request = new BatchCheckSubjectsRequest { Common = Samples.AirCheck() };
        request.Items.Add(new BatchItem { RequestId = "bad" });
        request.Items.Add(new BatchItem { RequestId = "good", Subject = Samples.PersonSubject() });

        var batch = await node.Checks.BatchCheckSubjectsAsync(request, NodeHost.Call());

        Assert.Equal("subject.value", batch.Items[0].Error.Field);
        Assert.Equal((int)StatusCode.InvalidArgument, batch.Items[0].Error.Code);
        Assert.Null(batch.Items[1].Error);
        Assert.Equal(IdentityMatch.NoRecord, batch.Items[1].Identity);
    }

    [Fact]
    public async Task BatchCheckSubjects_BadCommon_NamesItsField()
    {
        await using var node = await NodeHost.StartAsync();
        var request = new BatchCheckSubjectsRequest { Common = Samples.AirCheck() };
        request.Common.Scenario = "no_such";

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await node.Checks.BatchCheckSubjectsAsync(request, NodeHost.Call()));

        Assert.Equal(["common.scenario"], Failures.FieldsOf(failure));
    }

    [Fact]
    public async Task BatchCheckSubjects_TooManyItems_IsRefused()
    {
        await using var node = await NodeHost.StartAsync(("Limits:MaxBatchItems", "10"));
        var request = new BatchCheckSubjectsRequest { Common = Samples.AirCheck() };
        request.Items.Add(Enumerable.Range(0, 11).Select(_ => new BatchItem()));

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await node.Checks.BatchCheckSubjectsAsync(request, NodeHost.Call()));

        Assert.Equal("TOO_LARGE", Failures.ReasonOf(failure));
    }

    [Fact]
    public async Task BatchCheckSubjects_AnswerLargerThanAMessage_SaysSoAndNamesTheLimit()
    {
        const int Items = 2000;
        await using var node = await NodeHost.StartAsync(("Limits:MaxMessageBytes", "65536"));
        await node.ApplyAsync(Samples.Order());
        var request = new BatchCheckSubjectsRequest { Common = Samples.AirCheck() };
        request.Items.Add(Enumerable.Range(0, Items).Select(_ => new BatchItem { Subject = Samples.PersonSubject() }));

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await node.Checks.BatchCheckSubjectsAsync(request, NodeHost.Call()));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal("ANSWER_TOO_LARGE", Failures.ReasonOf(failure));
        Assert.Contains("65536", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Contains($"of {Items} items", failure.Status.Detail, StringComparison.Ordinal);
    }

    private static string PersonAt(int n) => (n % 3) switch
    {
        0 => Samples.Person,
        1 => Samples.OtherPerson,
        _ => SampleIdentifiers.CitizenId(30_000 + n),
    };
}
