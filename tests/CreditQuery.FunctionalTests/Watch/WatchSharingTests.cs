using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Subscribers with the same filter share messages; of those with another filter nobody sees a difference.</summary>
public sealed class WatchSharingTests
{
    // More than a part of the ring makes messages for.
    private const int Filters = 11;

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

    private static WatchFilter FilterOf(int number) => new() { Regions = { "999999", $"11{number:00}00" } };

    private static Change Listed(string id) => HistoryChanges.Put(new EntryRef { Subject = Samples.UnitSubject(), EntryId = $"test:{id}" }, "abnormal_operation");
}
