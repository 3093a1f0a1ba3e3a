using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Watch.Client;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Watch;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Random histories with dropped connections, restarts, midnights and clocks that are set: every subscriber, and our own client, gets every event of its filter once, in the order of the journal.</summary>
/// <remarks><c>CREDITQUERY_HISTORIES=n</c> runs n times as many, <c>CREDITQUERY_HISTORIES_SEED=s</c> that one alone (docs/watch.md).</remarks>
public sealed class WatchHistoryTests
{
    private const int UsualHistories = 2;
    private const int Steps = 70;

    [Fact]
    public Task Watch_RandomHistoriesWithFaults_KeepsEveryPromise() => Histories.RunAsync(UsualHistories, RunAsync);

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        using var folder = new NodeFolder();
        var clock = new TestClock();
        var node = await NodeHost.StartAsync(folder, own: false, clock);
        await using var relay = new SwitchedRelay();
        relay.PointTo(node);
        HistorySubscriber[] subscribers = Subscribers();
        await using var client = new ClientSubscriber(new WatchFilter(), IsOfUnit, merges: false, relay.Address);
        await using var merging = new ClientSubscriber(new WatchFilter(), IsOfUnit, merges: true, relay.Address);
        try
        {
            var first = await node.ApplyAsync([.. HistoryChanges.First()]);
            await client.StartAsync();
            await merging.StartAsync();
            foreach (var subscriber in subscribers)
            {
                subscriber.Connect(node);
                await subscriber.WaitForAsync("the first sign", static response => response.Progress is not null);
            }

            var changes = new HistoryChanges(random, clock);
            for (var step = 0; step < Steps; step++)
            {
                node = await StepAsync(random, node, folder, clock, subscribers, changes);
                relay.PointTo(node);
                await TroubleAsync(random, relay, client, merging);
            }

            await EndAsync(node, subscribers);
            await client.WaitForAsync("test:last");
            await merging.WaitForAsync("test:last");
            await node.StopAsync();
            await CompareAsync(folder, clock, [.. subscribers.Select(Heard.By), Heard.By(client), Heard.By(merging)], first.AtLeast.Revision);
        }
        finally
        {
            foreach (var subscriber in subscribers)
            {
                await subscriber.DisconnectAsync();
            }

            await node.DisposeAsync();
        }
    }

    private static async Task TroubleAsync(Random random, SwitchedRelay relay, ClientSubscriber client, ClientSubscriber merging)
    {
        switch (random.Next(12))
        {
            case < 2:
                relay.Cut();
                break;
            case 2:
                await client.RestartAsync();
                break;
            case 3:
                await merging.RestartAsync();
                break;
        }
    }

    private static bool IsOfUnit(StatusEvent told) => !told.Subject.Contains('*', StringComparison.Ordinal);

    internal static HistorySubscriber[] Subscribers()
    {
        var named = Watcher.Of(Samples.UnitSubject(HistoryChanges.Units[0]), Samples.PersonSubject(HistoryChanges.Persons[0]), Samples.PersonSubject(HistoryChanges.Persons[1]));
        return
        [
            new(new WatchFilter(), IsOfUnit),
            new(named, static e => e.HasFilterIndex),
            new(new WatchFilter(), IsOfUnit, merges: true),
            new(new WatchFilter { ListTypes = { "abnormal_operation" } }, static e => e.ListType == "abnormal_operation"),
            new(new WatchFilter { Regions = { "999999" } }, IsOfUnit),
            new(new WatchFilter(), IsOfUnit, resnapshots: true),
            new(new WatchFilter { ListTypes = { "abnormal_operation", "model_of_integrity" } }, static e => e.ListType is "abnormal_operation" or "model_of_integrity", resnapshots: true),
        ];
    }

    private static async Task<NodeHost> StepAsync(Random random, NodeHost node, NodeFolder folder, TestClock clock, HistorySubscriber[] subscribers, HistoryChanges changes)
    {
        switch (random.Next(20))
        {
            case < 4:
                Step(random, clock);
                return node;
            case < 7:
                var dropped = subscribers[random.Next(subscribers.Length)];
                await dropped.DisconnectAsync();
                await ApplyAsync(node, changes);
                dropped.Connect(node);
                return node;
            case 7:
                await node.DisposeAsync();
                Array.ForEach(await Task.WhenAll(subscribers.Select(static async s => { await s.EndedAsync(); await s.DisconnectAsync(); return s; })), static _ => { });
                var next = await NodeHost.StartAsync(folder, own: false, clock);
                Array.ForEach(subscribers, subscriber => subscriber.Connect(next));
                return next;
            default:
                await ApplyAsync(node, changes);
                return node;
        }
    }

    /// <summary>Time passes, or the clock is set: back, or ahead by less than what asks for confirmation.</summary>
    internal static void Step(Random random, TestClock clock)
    {
        switch (random.Next(4))
        {
            case 0:
                clock.Now -= TimeSpan.FromHours(random.Next(1, 30));
                break;
            case 1:
                clock.Now += TimeSpan.FromDays(random.Next(1, 4));
                break;
            default:
                clock.Pass(TimeSpan.FromHours(random.Next(1, 60)));
                break;
        }
    }

    internal static async Task ApplyAsync(NodeHost node, HistoryChanges changes)
    {
        var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(node.Clock).ToString(), Author = "test:writer" };
        request.Changes.Add(changes.Next());
        await node.Registry.ApplyChangesAsync(request, NodeHost.Call());
    }

    // An event that every filter wants, as the last one.
    internal static async Task EndAsync(NodeHost node, HistorySubscriber[] subscribers)
    {
        var entry = new EntryRef { Subject = Samples.UnitSubject(HistoryChanges.Units[0]), EntryId = "test:last" };
        await node.ApplyAsync(HistoryChanges.Put(entry, "abnormal_operation"));
        foreach (var subscriber in subscribers)
        {
            await subscriber.WaitForAsync("the last event", static response => response.Event?.EntryId == "test:last");
        }
    }

    // A node that replays the log from its beginning says what was to be told.
    private static async Task CompareAsync(NodeFolder folder, TestClock clock, Heard[] subscribers, ulong after)
    {
        using var elsewhere = new NodeFolder();
        Copy(folder.Log, elsewhere.Log);
        Copy(Path.GetDirectoryName(folder.Key)!, Path.GetDirectoryName(elsewhere.Key)!);
        await using var fresh = await NodeHost.StartAsync(elsewhere, own: false, clock);
        var epoch = fresh.Services.GetRequiredService<Server.Hosting.Node>().Require().Log.Epoch;
        var told = JournalFrames.Of(elsewhere, epoch);

        Assert.Equal(told.Select(static frame => frame.ToByteString()), JournalFrames.Of(folder, epoch).Select(static frame => frame.ToByteString()));
        foreach (var subscriber in subscribers)
        {
            var expected = Expected(fresh, told, subscriber, after);
            var faults = FaultsOf(subscriber, expected).Take(5);
            Assert.True(!faults.Any(), $"Filter {subscriber.Filter}: {string.Join('\n', faults)}");
            Assert.NotEmpty(expected);
        }
    }

    /// <summary>The promises that were broken.</summary>
    internal static IEnumerable<string> FaultsOf(Heard subscriber, List<StatusEvent> expected) =>
        WatchValidators.Verified(subscriber.Received, subscriber.Filter.Subjects.Count).Concat(
            subscriber.Merges ? MergedValidators.FaultsOf(subscriber.Received, expected, subscriber.IsWanted)
            : subscriber.Resnapshots ? SnapshotValidators.FaultsOf(subscriber.Received, expected, subscriber.IsWanted)
            : WatchValidators.FaultsOf(subscriber.Received, expected, subscriber.IsWanted));

    internal static List<StatusEvent> Expected(NodeHost fresh, JournalBatch[] told, Heard subscriber, ulong after)
    {
        var parts = fresh.Services.GetRequiredService<Server.Hosting.Node>().Require();
        var selection = new EventSelection(parts, fresh.Services.GetRequiredService<StatusFeed>(), subscriber.Filter, NamedSubjects.Of(parts.Index, subscriber.Filter.Subjects));
        var expected = new List<StatusEvent>();
        var ofPlace = 0;
        foreach (var batch in told.Where(batch => batch.Revision > after || (batch.Revision == after && batch.Cause == EventCause.Time)))
        {
            var ordinal = batch.FirstOrdinal;
            foreach (var subject in batch.Subjects)
            {
                foreach (var change in subject.Changes)
                {
                    if (selection.Select(batch, subject, change) is { } made)
                    {
                        made.Ordinal = ordinal;
                        expected.Add(made);
                        ofPlace++;
                    }

                    ordinal++;
                }
            }

            if (batch.IsLast && ofPlace > 0)
            {
                expected[^1].LastOfRevision = true;
                ofPlace = 0;
            }
        }

        return expected;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
