using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

public sealed class StreamTests
{
    [Fact]
    public async Task StreamChecks_CommonThenChecks_AnswersInOrder()
    {
        await using var node = await NodeHost.StartAsync();
        const int Checks = 500;
        using var stream = node.Checks.StreamChecks(NodeHost.Call());
        var writing = WriteAsync(stream, Checks);

        var ids = new List<string>();
        await foreach (var reply in stream.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            Assert.Null(reply.Error);
            Assert.Equal(IdentityMatch.NoRecord, reply.Identity);
            ids.Add(reply.RequestId);
        }

        await writing;
        Assert.Equal(Enumerable.Range(0, Checks).Select(n => $"s-{n}"), ids);
    }

    [Fact]
    public async Task StreamChecks_OneAtATime_EachReplyIsFlushed()
    {
        await using var node = await NodeHost.StartAsync();
        using var stream = node.Checks.StreamChecks(NodeHost.Call());
        for (var i = 0; i < 5; i++)
        {
            await stream.RequestStream.WriteAsync(new StreamChecksRequest { Check = Samples.AirCheck() }, TestContext.Current.CancellationToken);

            Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken));
        }

        await stream.RequestStream.CompleteAsync();
        Assert.False(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task StreamChecks_BadItem_AnswersErrorAndGoesOn()
    {
        await using var node = await NodeHost.StartAsync();
        using var stream = node.Checks.StreamChecks(NodeHost.Call());
        var bad = Samples.AirCheck();
        bad.Scenario = "no_such";
        await stream.RequestStream.WriteAsync(new StreamChecksRequest { Check = bad }, TestContext.Current.CancellationToken);
        await stream.RequestStream.WriteAsync(new StreamChecksRequest { Check = Samples.AirCheck() }, TestContext.Current.CancellationToken);
        await stream.RequestStream.CompleteAsync();

        var replies = new List<CheckSubjectResponse>();
        await foreach (var reply in stream.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            replies.Add(reply);
        }

        Assert.Equal("UNKNOWN_SCENARIO", replies[0].Error.Reason);
        Assert.Equal("scenario", replies[0].Error.Field);
        Assert.Equal("r-1", replies[0].RequestId);
        Assert.Equal(Conclusion.Unspecified, replies[0].Conclusion);
        Assert.Null(replies[1].Error);
    }

    [Fact]
    public async Task StreamChecks_SecondCommon_EndsTheStream()
    {
        await using var node = await NodeHost.StartAsync();
        using var stream = node.Checks.StreamChecks(NodeHost.Call());
        await stream.RequestStream.WriteAsync(new StreamChecksRequest { Common = Samples.AirCheck() }, TestContext.Current.CancellationToken);

        // The refusal may be there before the write has ended.
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await stream.RequestStream.WriteAsync(new StreamChecksRequest { Common = Samples.AirCheck() }, TestContext.Current.CancellationToken);
            await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        });

        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
    }

    [Fact]
    public async Task StreamChecks_SentTogether_EqualSingleChecks()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Order());
        var checks = Enumerable.Range(0, 40).Select(n => Samples.AirCheck(n % 3 == 0 ? Samples.OtherPerson : Samples.Person)).ToArray();
        foreach (var check in checks.Where((_, n) => n % 2 == 0))
        {
            // Explanations read the record once more, in the middle of a run.
            check.Explain = true;
        }

        using var stream = node.Checks.StreamChecks(NodeHost.Call());
        foreach (var check in checks)
        {
            await stream.RequestStream.WriteAsync(new StreamChecksRequest { Check = check }, TestContext.Current.CancellationToken);
        }

        await stream.RequestStream.CompleteAsync();
        foreach (var check in checks)
        {
            Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken));
            var single = await node.CheckAsync(check);
            single.CheckId = stream.ResponseStream.Current.CheckId;
            Assert.Equal(single, stream.ResponseStream.Current);
        }
    }

    private static async Task WriteAsync(AsyncDuplexStreamingCall<StreamChecksRequest, CheckSubjectResponse> stream, int checks)
    {
        await stream.RequestStream.WriteAsync(new StreamChecksRequest { Common = Samples.AirCheck() }, TestContext.Current.CancellationToken);
        for (var i = 0; i < checks; i++)
        {
            var check = new CheckSubjectRequest { RequestId = $"s-{i}", Subject = Samples.PersonSubject() };
            await stream.RequestStream.WriteAsync(new StreamChecksRequest { Check = check }, TestContext.Current.CancellationToken);
        }

        await stream.RequestStream.CompleteAsync();
    }
}
