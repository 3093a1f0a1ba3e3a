using CreditQuery.Client;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>The client's subscription: where it resumes, when it waits, what it says of itself.</summary>
public sealed class StatusSubscriptionTests
{
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task ReadAsync_StreamLost_ResumesAfterTheLastEvent()
    {
        await using var bench = new SubscriptionBench(static o => o.StaleAfterIntervals = 1_000);
        var reading = bench.EventAsync();
        var first = await bench.Nodes.NextAsync();
        first.Send(ScriptedNodes.Progress(1), ScriptedNodes.Event(2));
        await reading;

        reading = bench.EventAsync();
        first.Fail(StatusCode.Unavailable);
        var second = await bench.NextAfterDelayAsync();
        second.Send(ScriptedNodes.Event(3));

        Assert.Equal(WatchMode.FromNow, first.Request.Mode);
        Assert.Equal((WatchMode.FromToken, ScriptedNodes.Token("2.0")), (second.Request.Mode, second.Request.ResumeToken));
        Assert.Equal(3ul, (await reading).Revision);
        Assert.Equal([SubscriptionState.Connecting, SubscriptionState.Live, SubscriptionState.Connecting, SubscriptionState.Live], bench.States);
    }

    [Fact]
    public async Task SourceTime_AnotherNodeIsFurtherBehind_DoesNotGoBack()
    {
        await using var bench = new SubscriptionBench(nodes: 2);
        var reading = bench.EventAsync();
        var (earlier, later) = (TestClock.Start, TestClock.Start + TimeSpan.FromSeconds(1));
        (await bench.Nodes.NextAsync()).Send(At(later), ScriptedNodes.Event(2), ScriptedNodes.GoingAway("g"));
        await reading;
        Assert.Equal(later, bench.Subscription.SourceTime);

        reading = bench.EventAsync();
        (await bench.Nodes.NextAsync()).Send(At(earlier, revision: 2), ScriptedNodes.Event(3));
        await reading;
        Assert.Equal(later, bench.Subscription.SourceTime);

        static WatchResponse At(DateTimeOffset time, ulong revision = 1)
        {
            var sign = ScriptedNodes.Progress(revision);
            sign.Progress.SourceTime = Timestamp.FromDateTimeOffset(time);
            return sign;
        }
    }

    [Fact]
    public async Task ReadAsync_GoingAway_NextNodeIsAskedWithoutWaiting()
    {
        await using var bench = new SubscriptionBench(nodes: 2);
        var reading = bench.EventAsync();
        var first = await bench.Nodes.NextAsync();
        first.Send(ScriptedNodes.Progress(1), ScriptedNodes.GoingAway("g"));

        var second = await bench.Nodes.NextAsync();
        second.Send(ScriptedNodes.GoingAway("h"));
        var third = await bench.Nodes.NextAsync();
        third.Send(ScriptedNodes.Event(2));

        Assert.Equal(["node-0", "node-1", "node-0"], new[] { first, second, third }.Select(static s => s.Address.Host));
        Assert.Equal(ScriptedNodes.Token("h"), third.Request.ResumeToken);
        Assert.Equal(2ul, (await reading).Revision);
    }

    [Fact]
    public async Task ReadAsync_OnlyNodeGoesAwayAtOnce_IsAskedAgainAfterADelay()
    {
        await using var bench = new SubscriptionBench();
        var reading = bench.EventAsync();
        (await bench.Nodes.NextAsync()).Send(ScriptedNodes.GoingAway("a"));

        var opening = bench.Nodes.NextAsync();
        while (!opening.IsCompleted && bench.Time.PendingTimers < 2)
        {
            // One timer counts the delay, the other the silence.
            await Task.Yield();
        }

        Assert.False(opening.IsCompleted);
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        var again = await opening;
        Assert.Equal(ScriptedNodes.Token("a"), again.Request.ResumeToken);
        again.Send(ScriptedNodes.Event(2));
        Assert.Equal(2ul, (await reading).Revision);
    }

    [Fact]
    public async Task ReadAsync_NoNodeAnswers_IsStaleInTimeAndGoesOn()
    {
        await using var bench = new SubscriptionBench();
        var reading = bench.EventAsync();
        await bench.Nodes.NextAsync();
        Assert.Equal(SubscriptionState.Connecting, bench.Subscription.State);

        await bench.PassAsync(Stale);
        var second = await bench.NextAfterDelayAsync();
        Assert.Equal(SubscriptionState.Stale, bench.Subscription.State);
        second.Send(ScriptedNodes.Event(2));

        await reading;
        Assert.Equal([SubscriptionState.Connecting, SubscriptionState.Stale, SubscriptionState.Live], bench.States);
    }

    [Fact]
    public async Task ReadAsync_Silence_IsStaleAndAnotherNodeIsTried()
    {
        await using var bench = new SubscriptionBench(nodes: 2);
        var reading = bench.EventAsync();
        var first = await bench.Nodes.NextAsync();
        first.Send(ScriptedNodes.Progress(1));
        while (bench.Subscription.State != SubscriptionState.Live)
        {
            await Task.Yield();
        }

        await bench.PassAsync(Stale);
        var second = await bench.Nodes.NextAsync();

        Assert.Equal(SubscriptionState.Stale, bench.Subscription.State);
        Assert.Equal(("node-1", ScriptedNodes.Token("p1")), (second.Address.Host, second.Request.ResumeToken));
        second.Send(ScriptedNodes.Event(2));
        await reading;
        Assert.Equal(SubscriptionState.Live, bench.Subscription.State);
    }

    [Fact]
    public async Task ReadAsync_BusyConsumer_IsNotStale()
    {
        await using var bench = new SubscriptionBench();
        var reading = bench.EventAsync();
        var stream = await bench.Nodes.NextAsync();
        stream.Send(ScriptedNodes.Event(2), ScriptedNodes.Event(3));
        await reading;

        bench.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(3ul, (await bench.EventAsync()).Revision);
        Assert.DoesNotContain(SubscriptionState.Stale, bench.States);
    }

    [Fact]
    public async Task ReadAsync_Compacted_FailsUnlessASnapshotWasAskedFor()
    {
        var compacted = new WatchResponse { Compacted = new Compacted { OldestRevision = 9 } };
        await using var failing = new SubscriptionBench(static o => o.ResumeToken = ScriptedNodes.Token("old"));
        var reading = failing.NextAsync();
        (await failing.Nodes.NextAsync()).Send(compacted);
        Assert.Equal(9ul, (await Assert.ThrowsAsync<CompactedException>(() => reading)).OldestRevision);
        Assert.Equal(SubscriptionState.Failed, failing.Subscription.State);

        await using var healing = new SubscriptionBench(static o => (o.ResumeToken, o.OnCompacted) = (ScriptedNodes.Token("old"), OnCompacted.Resnapshot));
        reading = healing.NextAsync();
        var stream = await healing.Nodes.NextAsync();
        stream.Send(compacted, ScriptedNodes.Begin(9), ScriptedNodes.Status(9), ScriptedNodes.End(9));
        Assert.IsType<SnapshotBegun>(await reading);
        Assert.Equal(SubscriptionState.Resnapshot, healing.Subscription.State);
        Assert.IsType<SubjectStated>(await healing.NextAsync());
        Assert.Equal(ScriptedNodes.Token("s9"), Assert.IsType<SnapshotEnded>(await healing.NextAsync()).Token);
        Assert.Equal(SubscriptionState.Live, healing.Subscription.State);
    }

    [Fact]
    public async Task ReadAsync_LogLostWhatWasTold_TakesTheSnapshotOfAnEarlierRevision()
    {
        var lost = new WatchResponse { Compacted = new Compacted { OldestRevision = 2, Reason = CompactedReason.LogDiverged } };
        await using var bench = new SubscriptionBench(static o => (o.OnCompacted, o.VerifyStates) = (OnCompacted.Resnapshot, true), nodes: 2);
        var reading = bench.EventAsync();
        var first = await bench.Nodes.NextAsync();
        first.Send(ScriptedNodes.Event(9));
        await reading;

        var next = bench.NextAsync();
        first.Fail(StatusCode.Unavailable);
        (await bench.Nodes.NextAsync()).Send(lost, ScriptedNodes.Begin(5), ScriptedNodes.Status(5), ScriptedNodes.End(5), ScriptedNodes.Event(6));

        Assert.Equal(new SnapshotBegun(5), await next);
        Assert.IsType<SubjectStated>(await bench.NextAsync());
        Assert.IsType<SnapshotEnded>(await bench.NextAsync());
        Assert.Equal(6ul, (await bench.EventAsync()).Revision);
    }

    [Fact]
    public async Task ReadAsync_LogLostWhatWasTold_FailsWithThatReason()
    {
        await using var bench = new SubscriptionBench(static o => o.ResumeToken = ScriptedNodes.Token("old"));
        var reading = bench.NextAsync();
        (await bench.Nodes.NextAsync()).Send(new WatchResponse { Compacted = new Compacted { OldestRevision = 2, Reason = CompactedReason.LogDiverged } });

        var failure = await Assert.ThrowsAsync<CompactedException>(() => reading);
        Assert.Equal((CompactedReason.LogDiverged, false), (failure.Reason, failure.Message.Contains("older", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ReadAsync_TokenStoreThatFails_IsFailed()
    {
        var store = new CallbackTokenStore(static _ => new(ByteString.Empty), static (_, _) => throw new UnauthorizedAccessException());
        await using var bench = new SubscriptionBench(o => o.Tokens = store);
        var reading = bench.EventAsync();
        (await bench.Nodes.NextAsync()).Send(ScriptedNodes.Event(2));
        await reading;

        await Assert.ThrowsAsync<UnauthorizedAccessException>(bench.NextAsync);
        Assert.Equal(SubscriptionState.Failed, bench.Subscription.State);
    }

    [Fact]
    public async Task ReadAsync_SnapshotBrokenOff_IsBegunAnew()
    {
        await using var bench = new SubscriptionBench(static o => o.Start = WatchMode.SnapshotThenFollow, nodes: 2);
        var reading = bench.NextAsync();
        var first = await bench.Nodes.NextAsync();
        first.Send(ScriptedNodes.Begin(5), ScriptedNodes.Status(5), ScriptedNodes.Event(6, token: ""));
        await reading;
        await bench.NextAsync();
        Assert.True((await bench.NextAsync()).Token.IsEmpty);

        reading = bench.NextAsync();
        first.Send(ScriptedNodes.GoingAway(""));
        var second = await bench.Nodes.NextAsync();
        second.Send(ScriptedNodes.Begin(7));

        Assert.Equal((WatchMode.SnapshotThenFollow, true), (second.Request.Mode, second.Request.ResumeToken.IsEmpty));
        Assert.Equal(new SnapshotBegun(7), await reading);
    }

    [Fact]
    public async Task ReadAsync_SnapshotOfANodeThatIsBehind_AnotherOneIsAsked()
    {
        await using var bench = new SubscriptionBench(static o => o.Start = WatchMode.SnapshotThenFollow, nodes: 2);
        var reading = bench.NextAsync();
        var first = await bench.Nodes.NextAsync();
        first.Send(ScriptedNodes.Begin(5), ScriptedNodes.GoingAway(""));
        await reading;

        reading = bench.NextAsync();
        (await bench.Nodes.NextAsync()).Send(ScriptedNodes.Begin(4));
        (await bench.Nodes.NextAsync()).Send(ScriptedNodes.Begin(5));

        Assert.Equal(new SnapshotBegun(5), await reading);
    }

    [Fact]
    public async Task ReadAsync_MergedStretchCutOff_IsHandedOverOnceAndWhole()
    {
        await using var bench = new SubscriptionBench(static o => o.Coalesce = true, nodes: 2);
        var reading = bench.EventAsync();
        var first = await bench.Nodes.NextAsync();
        first.Send(ScriptedNodes.Event(2), ScriptedNodes.Event(4, last: false, token: ""));
        await reading;

        reading = bench.EventAsync();
        first.Fail(StatusCode.Unavailable);
        var second = await bench.Nodes.NextAsync();
        second.Send(ScriptedNodes.Event(5, ordinal: 0, last: false, token: ""), ScriptedNodes.Event(6, ordinal: 1));

        Assert.Equal(ScriptedNodes.Token("2.0"), second.Request.ResumeToken);
        Assert.Equal((5ul, 6ul), ((await reading).Revision, (await bench.EventAsync()).Revision));
    }

    [Fact]
    public async Task ReadAsync_TokenStore_IsWrittenOnceTheMessageIsTaken()
    {
        var saved = new List<string>();
        var store = new CallbackTokenStore(static _ => new(ScriptedNodes.Token("kept")), (token, _) => { saved.Add(token.ToStringUtf8()); return ValueTask.CompletedTask; });
        await using var bench = new SubscriptionBench(o => o.Tokens = store);
        var reading = bench.EventAsync();
        var stream = await bench.Nodes.NextAsync();
        stream.Send(ScriptedNodes.Event(2), ScriptedNodes.Event(3), ScriptedNodes.Progress(3), ScriptedNodes.Event(4));

        await reading;
        Assert.Equal(("kept", 0), (stream.Request.ResumeToken.ToStringUtf8(), saved.Count));
        await bench.EventAsync();
        Assert.Equal(["2.0"], saved);
        await bench.EventAsync();
        Assert.Equal(["2.0", "3.0", "p3"], saved);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Unimplemented)]
    public async Task ReadAsync_RefusedRequest_FailsAtOnce(StatusCode code)
    {
        await using var bench = new SubscriptionBench();
        var reading = bench.NextAsync();
        (await bench.Nodes.NextAsync()).Fail(code);

        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(() => reading)).StatusCode);
        Assert.Equal(SubscriptionState.Failed, bench.Subscription.State);
    }

    [Fact]
    public async Task ReadAsync_BrokenGuarantee_Fails()
    {
        await using var bench = new SubscriptionBench();
        var reading = bench.EventAsync();
        var stream = await bench.Nodes.NextAsync();
        stream.Send(ScriptedNodes.Event(3), ScriptedNodes.Event(2));
        await reading;

        Assert.Equal("ordered", (await Assert.ThrowsAsync<BrokenGuaranteeException>(bench.NextAsync)).Guarantee);
        Assert.Equal(SubscriptionState.Failed, bench.Subscription.State);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_EndsAsCancelledAndKeepsTheToken()
    {
        var saved = new List<ByteString>();
        var store = new CallbackTokenStore(static _ => new(ByteString.Empty), (token, _) => { saved.Add(token); return ValueTask.CompletedTask; });
        await using var bench = new SubscriptionBench(o => (o.Tokens, o.SaveInterval) = (store, TimeSpan.FromHours(1)));
        using var stop = new CancellationTokenSource();
        var messages = bench.Subscription.ReadAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        var moving = messages.MoveNextAsync().AsTask();
        var stream = await bench.Nodes.NextAsync();
        stream.Send(ScriptedNodes.Event(2), ScriptedNodes.Event(3));
        await moving;
        await messages.MoveNextAsync();
        moving = messages.MoveNextAsync().AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => moving);
        Assert.Equal(ScriptedNodes.Token("3.0"), saved[^1]);
    }
}
