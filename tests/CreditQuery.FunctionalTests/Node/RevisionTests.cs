using CreditQuery.Protos.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>at_least and wait.</summary>
public sealed class RevisionTests
{
    [Fact]
    public async Task CheckSubject_AtLeastOfItsOwnWrite_IsAnswered()
    {
        await using var node = await NodeHost.StartAsync();
        var written = await node.ApplyAsync(Samples.Order());
        var request = Samples.AirCheck();
        request.AtLeast = written.AtLeast;

        var answer = await node.CheckAsync(request);

        Assert.DoesNotContain(IndeterminateReason.NotYetApplied, answer.IndeterminateReasons);
        Assert.True(answer.Freshness.Revision >= written.AtLeast.Revision);
    }

    [Fact]
    public async Task CheckSubject_OtherEpoch_AnswersAtOnce()
    {
        await using var node = await NodeHost.StartAsync();
        var request = Samples.AirCheck();
        request.AtLeast = new LogPosition { Epoch = "0123456789abcdef", Revision = 1 };
        request.Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(5));

        var answer = await node.CheckAsync(request);

        Assert.Equal(Conclusion.Indeterminate, answer.Conclusion);
        Assert.Equal([IndeterminateReason.EpochChanged], answer.IndeterminateReasons);
        Assert.Empty(answer.Measures);
    }

    [Fact]
    public async Task CheckSubject_FutureRevisionWithoutWait_IsNotYetApplied()
    {
        await using var node = await NodeHost.StartAsync();

        var answer = await node.CheckAsync(await FutureAsync(node, TimeSpan.Zero));

        Assert.Equal([IndeterminateReason.NotYetApplied], answer.IndeterminateReasons);
    }

    [Fact]
    public async Task CheckSubject_WaitForNextRevision_IsAnsweredWhenItComes()
    {
        await using var node = await NodeHost.StartAsync();
        var waiting = node.CheckAsync(await FutureAsync(node, TimeSpan.FromSeconds(5)));

        var written = await node.ApplyAsync(Samples.Order());
        var answer = await waiting;

        Assert.DoesNotContain(IndeterminateReason.NotYetApplied, answer.IndeterminateReasons);
        Assert.Equal(written.AtLeast.Revision, answer.Freshness.Revision);
    }

    [Fact]
    public async Task CheckSubject_TooManyWaiters_IsRefused()
    {
        await using var node = await NodeHost.StartAsync(("Limits:MaxWaiters", "1"));
        var request = await FutureAsync(node, TimeSpan.FromSeconds(5));
        using var first = node.Checks.CheckSubjectAsync(request, NodeHost.Call());

        // Whichever of the two comes second is refused; the other one waits on.
        var second = node.Checks.CheckSubjectAsync(request, NodeHost.Call());
        var refused = await Task.WhenAny(first.ResponseAsync, second.ResponseAsync);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await refused);
        await node.ApplyAsync(Samples.Order());

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal("TOO_MANY_WAITERS", Failures.ReasonOf(failure));
    }

    private static async Task<CheckSubjectRequest> FutureAsync(NodeHost node, TimeSpan wait)
    {
        var status = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());
        var request = Samples.AirCheck();
        request.AtLeast = new LogPosition { Epoch = status.Epoch, Revision = status.HeadRevision + 1 };
        request.Wait = Duration.FromTimeSpan(wait);
        return request;
    }
}
