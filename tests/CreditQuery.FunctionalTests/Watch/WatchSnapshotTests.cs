using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Snapshots without named subjects: all units with entries, while changes go on, and no person.</summary>
public sealed class WatchSnapshotTests
{
    private static readonly string[] Units = [.. Enumerable.Range(1, 600).Select(static n => SampleIdentifiers.Uscc(9_000 + n))];

    [Fact]
    public async Task Watch_SnapshotOfAll_TellsUnitsWithWantedEntriesAndNoPerson()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Describe(), Samples.Order(), Put(Units[0], "a"), Put(Units[1], "a", "market_serious_violation"), Samples.DescribeUnit(Units[2]));
        await node.ApplyAsync(Put(Units[0], "b"));
        using var watcher = Watcher.Open(node, new WatchRequest { Mode = WatchMode.SnapshotThenFollow, Filter = new WatchFilter { ListTypes = { "abnormal_operation" } } });

        await watcher.NextAsync(WatchResponse.MessageOneofCase.SnapshotBegin);
        var status = (await watcher.NextAsync(WatchResponse.MessageOneofCase.SubjectStatus)).SubjectStatus;
        var end = (await watcher.NextAsync(WatchResponse.MessageOneofCase.SnapshotEnd)).SnapshotEnd;

        Assert.Equal((Units[0], false, end.Revision), (status.SubjectMask, status.HasFilterIndex, status.Revision));
        Assert.Equal(["test:a", "test:b"], status.Entries.Select(static e => e.EntryId));
        using var resumed = Watcher.Resume(node, end.Token, new WatchFilter { ListTypes = { "abnormal_operation" } });
        await node.ApplyAsync(Put(Units[3], "c"));
        Assert.Equal(Units[3], (await resumed.EventAsync()).Subject);
    }

    [Fact]
    public async Task Watch_SnapshotOfAll_FilterOfKindsAndRegions_IsKept()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Put(Units[0], "a"), Put(Units[1], "a", region: "110000"));

        Assert.Equal([Units[1]], await SubjectsAsync(node, new WatchFilter { Regions = { "110000" } }));
        Assert.Empty(await SubjectsAsync(node, new WatchFilter { Kinds = { SubjectKind.NaturalPerson } }));
    }

    [Fact]
    public async Task Watch_SnapshotOfARedEntryThatIsHeldBack_TellsTheStateThatEventsTell()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Put(Units[0], "red", "model_of_integrity"), Put(Units[0], "black", "market_serious_violation"));
        using var watcher = Watcher.Open(node, new WatchRequest { Mode = WatchMode.SnapshotThenFollow, Filter = Watcher.Of(Samples.UnitSubject(Units[0])) });

        await watcher.NextAsync(WatchResponse.MessageOneofCase.SnapshotBegin);
        var status = (await watcher.NextAsync(WatchResponse.MessageOneofCase.SubjectStatus)).SubjectStatus;

        Assert.Equal(EntryState.Held, Assert.Single(status.Entries, static e => e.EntryId == "test:red").State);
    }

    [Fact]
    public async Task Watch_ChangesDuringTheSnapshot_AddUpToTheStateOfItsEnd()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync([.. Units.Take(500).Select(static unit => Put(unit, "a"))]);
        var random = new Random(1);
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(node, random, stop.Token);
        var told = new ToldStates();
        using var call = Open(node, new WatchRequest { Mode = WatchMode.SnapshotThenFollow });
        for (var snapshots = 0; !told.IsComplete && await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken); snapshots++)
        {
            told.Take(call.ResponseStream.Current);
        }

        await stop.CancelAsync();
        var last = await writing;
        while (told.Revision < last && await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            told.Take(call.ResponseStream.Current);
        }

        var fresh = new ToldStates();
        using var again = Open(node, new WatchRequest { Mode = WatchMode.SnapshotThenFollow });
        while (!fresh.IsComplete && await again.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            fresh.Take(again.ResponseStream.Current);
        }

        Assert.Empty(told.Faults);
        Assert.True(told.EventsInSnapshot > 0, "nothing happened while the snapshot was taken");
        Assert.Equal(fresh.States.OrderBy(static s => s.Key), told.States.OrderBy(static s => s.Key));
    }

    [Fact]
    public async Task Watch_NodeStopsDuringASnapshot_GivesNoTokenToResumeWith()
    {
        await using var node = await NodeHost.StartAsync(("Watch:SnapshotRate", "1000"));
        await node.ApplyAsync([.. Units.Select(static unit => Put(unit, "a"))]);
        using var watcher = Watcher.Open(node, new WatchRequest { Mode = WatchMode.SnapshotThenFollow });
        await watcher.NextAsync(WatchResponse.MessageOneofCase.SnapshotBegin);

        var stopping = node.StopAsync();
        while ((await watcher.AnyAsync()) is { } response && response.MessageCase != WatchResponse.MessageOneofCase.GoingAway)
        {
            Assert.Equal(WatchResponse.MessageOneofCase.SubjectStatus, response.MessageCase);
        }

        Assert.True(watcher.Token.IsEmpty);
        await stopping;
    }

    private static async Task<ulong> WriteAsync(NodeHost node, Random random, CancellationToken stop)
    {
        var revision = 0ul;
        while (!stop.IsCancellationRequested)
        {
            var unit = Units[random.Next(Units.Length)];
            var entry = new EntryRef { Subject = Samples.UnitSubject(unit), EntryId = "test:a" };
            var change = random.Next(4) switch
            {
                0 => new Change { StayEntry = new StayEntry { Entry = entry, OrderNo = "s" } },
                1 => new Change { RevokeEntry = new RevokeEntry { Entry = entry, DecisionNo = "d" } },
                _ => Put(unit, $"e{random.Next(3)}"),
            };
            var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(node.Clock).ToString(), Author = "test:writer", Changes = { change } };
            revision = (await node.Registry.ApplyChangesAsync(request, NodeHost.Call())).AtLeast.Revision;
        }

        return revision;
    }

    private static async Task<List<string>> SubjectsAsync(NodeHost node, WatchFilter filter)
    {
        var told = new ToldStates();
        using var call = Open(node, new WatchRequest { Mode = WatchMode.SnapshotThenFollow, Filter = filter });
        while (!told.IsComplete && await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            told.Take(call.ResponseStream.Current);
        }

        return [.. told.States.Keys.Select(static key => key.Subject).Distinct()];
    }

    private static AsyncServerStreamingCall<WatchResponse> Open(NodeHost node, WatchRequest request)
    {
        request.ProgressInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100));
        return new StatusWatchService.StatusWatchServiceClient(node.QueryChannel).Watch(request, NodeHost.Call());
    }

    private static Change Put(string unit, string id, string list = "abnormal_operation", string region = "999999")
    {
        var change = HistoryChanges.Put(new EntryRef { Subject = Samples.UnitSubject(unit), EntryId = "test:" + id }, list);
        change.PutEntry.Region = region;
        return change;
    }
}
