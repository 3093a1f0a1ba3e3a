using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Watch;
using CreditQuery.Server.Watch.Journal;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Subscribers with the same filter share messages; of those with another filter nobody sees a difference.</summary>
public sealed class WatchSharingTests
{
    // More than a part of the ring makes messages for.
    private const int Filters = 11;
    private const int Revisions = 200;

    // Of one part; more than is shared of all parts.
    private const int ManyEvents = 9_000;

    [Fact]
    public async Task Watch_MoreFiltersThanMessagesAreSharedFor_EachGetsTheEventsWithATokenOfItsOwn()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        var filters = Enumerable.Range(0, Filters).Select(FilterOf).ToArray();
        var watchers = await Task.WhenAll(filters.Concat(filters).Select(filter => Watcher.FromNowAsync(node, filter)));

        await node.ApplyAsync(Listed("a"), Listed("b"));
        var told = await Task.WhenAll(watchers.Select(static watcher => watcher.EventsAsync(2)));

        Assert.All(told, static events => Assert.Equal([("test:a", 0u, false), ("test:b", 1u, true)], events.Select(static e => (e.EntryId, e.Ordinal, e.LastOfRevision))));
        Assert.Equal(told[0][0], told[Filters][0]);
        Assert.Equal(2 * Filters, told.SelectMany(static events => events).Select(static e => e.Token).Distinct().Count());
        for (var n = 0; n < Filters; n++)
        {
            using var resumed = Watcher.Resume(node, told[n][0].Token, filters[n]);
            Assert.Equal("test:b", (await resumed.EventAsync()).EntryId);
            using var other = Watcher.Resume(node, told[n][0].Token, filters[(n + 1) % Filters]);
            Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(other.AnyAsync)).StatusCode);
        }

        Array.ForEach(watchers, static watcher => watcher.Dispose());
    }

    [Fact]
    public async Task EventsFor_SameFilter_AreMadeOnceForEightFiltersUntilTheyAreForgotten()
    {
        const int Shared = 8;
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(), Listed("a"));
        var (parts, feed) = (node.Services.GetRequiredService<Server.Hosting.Node>().Require(), node.Services.GetRequiredService<StatusFeed>());
        var part = feed.Get(feed.Next - 1)!;
        ChosenEvents Events(int number) => part.EventsFor(new EventSelection(parts, feed, FilterOf(number), NamedSubjects.Of(parts.Index, [])));

        var first = Enumerable.Range(0, Filters).Select(Events).ToArray();

        Assert.All(first, static events => Assert.Equal(1, events.Count));
        Assert.Equal(Enumerable.Range(0, Filters).Select(static number => number < Shared), first.Select((events, number) => ReferenceEquals(events, Events(number))));
        part.Forget();
        Assert.NotSame(first[0], Events(0));
        Assert.Same(Events(0), Events(0));
    }

    [Fact]
    public async Task EventsFor_MoreThanIsShared_ForgetsThatOfTheFirstParts()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        var (parts, feed) = (node.Services.GetRequiredService<Server.Hosting.Node>().Require(), node.Services.GetRequiredService<StatusFeed>());
        var selection = new EventSelection(parts, feed, FilterOf(0), NamedSubjects.Of(parts.Index, []));
        var first = feed.Next;
        for (var n = 0; n < Revisions; n++)
        {
            await node.ApplyAsync(Listed($"{n}"));
        }

        var made = Enumerable.Range(0, Revisions).Select(n => feed.Get(first + n)!.EventsFor(selection)).ToArray();
        var isSame = Enumerable.Range(0, Revisions).Reverse().Select(n => ReferenceEquals(made[n], feed.Get(first + n)!.EventsFor(selection))).Reverse().ToArray();

        // A hundred and some parts of one event are kept; asked for from the newest on, those are found, and the first ones are made again.
        Assert.InRange(isSame.Count(static same => same), 100, 150);
        Assert.All(isSame[^100..], Assert.True);
        Assert.False(isSame[0]);
    }

    [Fact]
    public async Task EventsFor_PartOfMoreEventsThanAreShared_AreMadeOnce()
    {
        await using var node = await NodeHost.StartAsync();
        var (parts, feed) = (node.Services.GetRequiredService<Server.Hosting.Node>().Require(), node.Services.GetRequiredService<StatusFeed>());
        var part = PartOf(ManyEvents, new SharedEvents());

        var first = part.EventsFor(SelectionOf(parts, feed, 0));

        Assert.Equal(ManyEvents, first.Count);
        Assert.Same(first, part.EventsFor(SelectionOf(parts, feed, 0)));
    }

    [Fact]
    public async Task EventBytes_PartOfMoreEventsThanAreShared_TakeNoMemoryForEachOtherAgain()
    {
        await using var node = await NodeHost.StartAsync();
        var (parts, feed) = (node.Services.GetRequiredService<Server.Hosting.Node>().Require(), node.Services.GetRequiredService<StatusFeed>());
        var (part, selection) = (PartOf(ManyEvents, new SharedEvents()), SelectionOf(parts, feed, 0));
        var subject = part.Batch.Subjects[0];
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var ordinal = 0; ordinal < ManyEvents; ordinal++)
        {
            _ = part.EventBytes(selection, part.Batch, subject, subject.Changes[ordinal], (uint)ordinal);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_096L * ManyEvents);
    }

    [Fact]
    public async Task EventsFor_ManyAtOnceWithOneFilter_AreMadeForOneFilter()
    {
        const int AtOnce = 16;
        await using var node = await NodeHost.StartAsync();
        var (parts, feed) = (node.Services.GetRequiredService<Server.Hosting.Node>().Require(), node.Services.GetRequiredService<StatusFeed>());
        var shared = new SharedEvents();
        for (var n = 0; n < 20; n++)
        {
            var part = PartOf(1_000, shared);
            using var start = new Barrier(AtOnce);
            var made = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    var selection = SelectionOf(parts, feed, 0);
                    start.SignalAndWait();
                    return part.EventsFor(selection);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            Assert.Single(made.Distinct());
            Assert.All(Enumerable.Range(1, 7), number => Assert.Same(part.EventsFor(SelectionOf(parts, feed, number)), part.EventsFor(SelectionOf(parts, feed, number))));
        }
    }

    private static EventSelection SelectionOf(Server.Hosting.NodeParts parts, StatusFeed feed, int number) => new(parts, feed, FilterOf(number), NamedSubjects.Of(parts.Index, []));

    // Changes of the catalogue: whatever the filter, they are told.
    private static FeedPart PartOf(int events, SharedEvents shared)
    {
        var subject = new JournalSubject();
        subject.Changes.AddRange(Enumerable.Repeat(new JournalChange { Type = StatusEventType.CatalogueChanged }, events));
        var batch = new JournalBatch { Revision = 1, Day = 1, IsLast = true, Subjects = { subject } };
        return new FeedPart(batch, JournalFrame.Of(batch), 1, shared);
    }

    private static WatchFilter FilterOf(int number) => new() { Regions = { "999999", $"11{number:00}00" } };

    private static Change Listed(string id) => HistoryChanges.Put(new EntryRef { Subject = Samples.UnitSubject(), EntryId = $"test:{id}" }, "abnormal_operation");
}
