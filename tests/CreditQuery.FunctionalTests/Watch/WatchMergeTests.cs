using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Merged events: who was away and asks for it is told of each entry only what the last revision tells.</summary>
public sealed class WatchMergeTests
{
    [Fact]
    public async Task Watch_CoalesceAfterAnAbsence_TellsTheLastStateOfEachEntryInOrder()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        using var watcher = await Watcher.FromNowAsync(node);
        await node.ApplyAsync(Samples.Listed("a"));
        var token = (await watcher.EventAsync()).Token;
        await node.ApplyAsync(new Change { StayEntry = new StayEntry { Entry = Samples.Entry("a"), OrderNo = "s" } });
        await node.ApplyAsync(Samples.Listed("b"));
        await node.ApplyAsync(new Change { EndStay = new EndStay { Entry = Samples.Entry("a"), OrderNo = "s" } });
        var last = await node.ApplyAsync(new Change { RepairEntry = new RepairEntry { Entry = Samples.Entry("b"), Method = "perform", DecisionNo = "d" } });

        using var resumed = Watcher.Open(node, new WatchRequest { Mode = WatchMode.FromToken, ResumeToken = token, Coalesce = true });
        var events = await resumed.EventsAsync(2);

        Assert.Equal([("test:a", StatusEventType.Resumed, 1u), ("test:b", StatusEventType.Repaired, 1u)], events.Select(static e => (e.EntryId, e.Type, e.Merged)));
        Assert.Equal([(EntryState.Active, EntryState.Active), (EntryState.Unspecified, EntryState.Repaired)], events.Select(static e => (e.PreviousState, e.State)));
        Assert.Equal([(false, true), (true, false)], events.Select(static e => (e.LastOfRevision, e.Token.IsEmpty)));
        Assert.Equal(last.AtLeast.Revision, events[1].Revision);
        using var after = Watcher.Resume(node, events[1].Token);
        await node.ApplyAsync(Samples.Listed("c"));
        Assert.Equal("test:c", (await after.EventAsync()).EntryId);
    }

    [Fact]
    public async Task Watch_CoalesceOfDifferentEntries_MergesNothingAndKeepsEveryToken()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        using var watcher = await Watcher.FromNowAsync(node);
        var token = watcher.Token;
        await node.ApplyAsync(Samples.Listed("a"), Samples.Listed("b"));
        await node.ApplyAsync(Samples.Listed("c"));

        using var resumed = Watcher.Open(node, new WatchRequest { Mode = WatchMode.FromToken, ResumeToken = token, Coalesce = true });
        var events = await resumed.EventsAsync(3);

        Assert.Equal([false, true, true], events.Select(static e => e.LastOfRevision));
        Assert.All(events, static e => Assert.True(e is { Merged: 0, Token.IsEmpty: false }));
    }

    [Fact]
    public async Task Watch_FilterLeavesOutTheEndOfARevision_LastOfRevisionIsTheLastThatComes()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        using var watcher = await Watcher.FromNowAsync(node, new WatchFilter { ListTypes = { "abnormal_operation" } });
        var other = Samples.Listed("b");
        other.PutEntry.ListType = "market_serious_violation";

        await node.ApplyAsync(Samples.Listed("a"), other);

        Assert.True(await watcher.EventAsync() is { EntryId: "test:a", LastOfRevision: true });
    }
}
