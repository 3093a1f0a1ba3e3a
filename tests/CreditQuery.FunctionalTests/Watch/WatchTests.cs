using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Subscriptions over the wire: what is told, to whom, and from where on.</summary>
public sealed class WatchTests
{
    [Fact]
    public async Task Watch_EntryPutRepaired_ToldWithListMeasuresAndRevision()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        using var watcher = await Watcher.FromNowAsync(node);

        var put = await node.ApplyAsync(Samples.Listed("e"));
        var listed = await watcher.EventAsync();
        var repaired = await node.ApplyAsync(new Change { RepairEntry = new RepairEntry { Entry = Samples.Entry("e"), Method = "perform", DecisionNo = "d" } });
        var end = await watcher.EventAsync();

        Assert.Equal((StatusEventType.Listed, EntryState.Unspecified, EntryState.Active), (listed.Type, listed.PreviousState, listed.State));
        Assert.Equal((put.AtLeast.Revision, 0u, true, EventCause.Log), (listed.Revision, listed.Ordinal, listed.LastOfRevision, listed.Cause));
        Assert.Equal((Samples.Unit, "test:e", "abnormal_operation"), (listed.Subject, listed.EntryId, listed.ListType));
        Assert.NotEmpty(listed.AffectedMeasures);
        Assert.Equal((StatusEventType.Repaired, repaired.AtLeast.Revision), (end.Type, end.Revision));
    }

    [Fact]
    public async Task Watch_Midnight_ToldWithoutAnyChange()
    {
        await using var node = await NodeHost.StartAsync();
        var entry = Samples.Listed("e");
        entry.PutEntry.ValidFrom = Day(node, 1);
        entry.PutEntry.ValidTo = Day(node, 2);
        await node.ApplyAsync(Samples.DescribeUnit(), entry);
        using var watcher = await Watcher.FromNowAsync(node);

        PassDay(node);
        var effective = await watcher.EventAsync();
        PassDay(node);
        PassDay(node);
        var expired = await watcher.EventAsync();

        Assert.Equal((StatusEventType.Effective, EventCause.Time), (effective.Type, effective.Cause));
        Assert.Equal(new TimeSpan(16, 0, 0), effective.Instant.ToDateTimeOffset().TimeOfDay);
        Assert.Equal((StatusEventType.Expired, EntryState.Active, EntryState.Expired), (expired.Type, expired.PreviousState, expired.State));
        Assert.Equal(TimeSpan.FromDays(2), expired.Instant.ToDateTimeOffset() - effective.Instant.ToDateTimeOffset());
    }

    [Fact]
    public async Task Watch_ResumedAfterRestart_TellsExactlyWhatWasMissed()
    {
        using var folder = new NodeFolder();
        var clock = new TestClock();
        var token = await FirstTokenAsync(folder, clock, [Samples.Listed("a")], [Samples.Listed("b"), Samples.Listed("c")]);

        await using var again = await NodeHost.StartAsync(folder, own: false, clock);
        await again.ApplyAsync(Samples.Listed("d"));
        using var resumed = Watcher.Resume(again, token);

        var missed = await resumed.EventsAsync(3);

        Assert.Equal(["test:b", "test:c", "test:d"], missed.Select(static e => e.EntryId));
        Assert.Equal([0u, 1u, 0u], missed.Select(static e => e.Ordinal));
        Assert.Equal([false, true, true], missed.Select(static e => e.LastOfRevision));
    }

    [Fact]
    public async Task Watch_ResumedInTheMiddleOfARevision_TellsTheRest()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        using var watcher = await Watcher.FromNowAsync(node);
        await node.ApplyAsync(Samples.Listed("a"), Samples.Listed("b"), Samples.Listed("c"));
        var first = await watcher.EventAsync();

        using var resumed = Watcher.Resume(node, first.Token);

        Assert.Equal(["test:b", "test:c"], (await resumed.EventsAsync(2)).Select(static e => e.EntryId));
    }

    [Fact]
    public async Task Watch_ResumedInTheMiddleOfTheRevisionAfterWhichTheJournalBegins_IsToldSo()
    {
        using var folder = new NodeFolder();
        var clock = new TestClock();
        var token = await FirstTokenAsync(folder, clock, [Samples.Listed("a"), Samples.Listed("b")]);

        Directory.Delete(folder.Journal, recursive: true);
        await using var again = await NodeHost.StartAsync(folder, own: false, clock);
        using var resumed = Watcher.Resume(again, token);

        Assert.Equal(CompactedReason.OlderThanJournal, (await resumed.NextAsync(WatchResponse.MessageOneofCase.Compacted)).Compacted.Reason);
    }

    // It held a core until something was told.
    [Fact]
    public async Task Watch_ResumedAfterARestartBeforeWhichNothingWasTold_WaitsForWhatComes()
    {
        using var folder = new NodeFolder();
        var clock = new TestClock();
        var token = await FirstTokenAsync(folder, clock, [Samples.Listed("a")], [Samples.Describe()]);

        await using var again = await NodeHost.StartAsync(folder, own: false, clock);
        using var resumed = Watcher.Resume(again, token);

        await resumed.NextAsync(WatchResponse.MessageOneofCase.Progress);
        await again.ApplyAsync(Samples.Listed("b"));
        Assert.Equal("test:b", (await resumed.EventAsync()).EntryId);
    }

    [Fact]
    public async Task Watch_SnapshotThenFollow_StatesFirstThenChanges()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(), Samples.Listed("a"));
        using var watcher = Watcher.Open(node, new WatchRequest { Mode = WatchMode.SnapshotThenFollow, Filter = Watcher.Of(Samples.UnitSubject()) });

        await watcher.NextAsync(WatchResponse.MessageOneofCase.SnapshotBegin);
        var status = (await watcher.NextAsync(WatchResponse.MessageOneofCase.SubjectStatus)).SubjectStatus;
        var end = (await watcher.NextAsync(WatchResponse.MessageOneofCase.SnapshotEnd)).SnapshotEnd;
        await node.ApplyAsync(Samples.Listed("b"));
        var after = await watcher.EventAsync();

        Assert.Equal((0u, Samples.Unit), (status.FilterIndex, status.SubjectMask));
        Assert.Equal(("test:a", EntryState.Active), (Assert.Single(status.Entries).EntryId, status.Entries[0].State));
        Assert.Equal("test:b", after.EntryId);
        Assert.True(end.Revision < after.Revision);
    }

    [Fact]
    public async Task Watch_NaturalPerson_ToldByNameOnlyAndMasked()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Describe(), Samples.DescribeUnit());
        using var all = await Watcher.FromNowAsync(node);
        using var named = await Watcher.FromNowAsync(node, Watcher.Of(Samples.PersonSubject()));

        await node.ApplyAsync(Samples.Order());
        await node.ApplyAsync(Samples.Listed("e"));
        var ofPerson = await named.EventAsync();
        var first = await all.EventAsync();

        Assert.Equal((Samples.ListType, 0u), (ofPerson.ListType, ofPerson.FilterIndex));
        Assert.DoesNotContain(Samples.Person, ofPerson.ToString(), StringComparison.Ordinal);
        Assert.Contains("*", ofPerson.Subject, StringComparison.Ordinal);
        Assert.Equal("test:e", first.EntryId);
    }

    [Fact]
    public async Task Watch_FilterOfLists_TellsTheseAlone()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        var filter = new WatchFilter { ListTypes = { "market_serious_violation" }, Regions = { "999999" } };
        using var watcher = await Watcher.FromNowAsync(node, filter);

        await node.ApplyAsync(Samples.Listed("a"));
        var change = Samples.Listed("b");
        change.PutEntry.ListType = "market_serious_violation";
        await node.ApplyAsync(change);

        Assert.Equal("test:b", (await watcher.EventAsync()).EntryId);
    }

    [Fact]
    public async Task Watch_Silence_IsBrokenByProgressWhoseTokenResumes()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        using var watcher = await Watcher.FromNowAsync(node);
        var head = await node.ApplyAsync(Samples.Describe());

        WatchProgress progress;
        do
        {
            progress = (await watcher.NextAsync(WatchResponse.MessageOneofCase.Progress)).Progress;
        }
        while (progress.Revision < head.AtLeast.Revision);

        using var resumed = Watcher.Resume(node, progress.Token);
        await node.ApplyAsync(Samples.Listed("e"));
        Assert.Equal("test:e", (await resumed.EventAsync()).EntryId);
    }

    [Fact]
    public async Task Watch_NodeStops_EndsWithATokenThatAnotherStartTakes()
    {
        using var folder = new NodeFolder();
        var clock = new TestClock();
        ByteString token;
        await using (var node = await NodeHost.StartAsync(folder, own: false, clock))
        {
            await node.ApplyAsync(Samples.DescribeUnit());
            using var watcher = await Watcher.FromNowAsync(node);
            var stopping = node.StopAsync();
            token = (await watcher.NextAsync(WatchResponse.MessageOneofCase.GoingAway)).GoingAway.Token;
            Assert.False(await watcher.EndsAsync());
            await stopping;
        }

        await using var again = await NodeHost.StartAsync(folder, own: false, clock);
        using var resumed = Watcher.Resume(again, token);
        await again.ApplyAsync(Samples.Listed("e"));
        Assert.Equal("test:e", (await resumed.EventAsync()).EntryId);
    }

    [Fact]
    public async Task Watch_JournalGone_SaysCompacted_OrTakesASnapshot()
    {
        using var folder = new NodeFolder();
        var clock = new TestClock();
        ByteString token;
        var filter = Watcher.Of(Samples.UnitSubject());
        await using (var node = await NodeHost.StartAsync(folder, own: false, clock))
        {
            await node.ApplyAsync(Samples.DescribeUnit());
            using var watcher = await Watcher.FromNowAsync(node, filter);
            await node.ApplyAsync(Samples.Listed("a"));
            token = (await watcher.EventAsync()).Token;
            await node.ApplyAsync(Samples.Listed("b"));
        }

        Directory.Delete(folder.Journal, recursive: true);
        await using var again = await NodeHost.StartAsync(folder, own: false, clock);
        using var failing = Watcher.Resume(again, token, filter);
        using var healing = Watcher.Resume(again, token, filter, OnCompacted.Resnapshot);

        Assert.NotEqual(0ul, (await failing.NextAsync(WatchResponse.MessageOneofCase.Compacted)).Compacted.OldestRevision);
        Assert.False(await failing.EndsAsync());
        await healing.NextAsync(WatchResponse.MessageOneofCase.Compacted);
        await healing.NextAsync(WatchResponse.MessageOneofCase.SnapshotBegin);
        var status = (await healing.NextAsync(WatchResponse.MessageOneofCase.SubjectStatus)).SubjectStatus;
        Assert.Equal(["test:a", "test:b"], status.Entries.Select(static e => e.EntryId));
        await healing.NextAsync(WatchResponse.MessageOneofCase.SnapshotEnd);
        await again.ApplyAsync(Samples.Listed("c"));
        Assert.Equal("test:c", (await healing.EventAsync()).EntryId);
    }

    [Fact]
    public async Task Watch_ResumedAfterTheChangeOfACatalogue_TellsEverySubjectOfTheFilter()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(), Samples.Describe());
        var filter = Watcher.Of(Samples.UnitSubject(), Samples.PersonSubject());
        using var watcher = await Watcher.FromNowAsync(node, filter);
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "catalogues", "cn-2026.yaml")).Replace("effective_from: 2026-04-01", "effective_from: 2026-06-20", StringComparison.Ordinal);
        var file = new CatalogueFile { Name = "cn-2026", Content = ByteString.CopyFromUtf8(text) };
        await node.CatalogueWrites.PutCatalogueAsync(new PutCatalogueRequest { File = file, ChangeId = CreditQuery.Log.ChangeId.New(node.Clock).ToString(), Author = "test" }, NodeHost.Call());

        var events = await watcher.EventsAsync(3);

        Assert.Equal([StatusEventType.CatalogueChanged, StatusEventType.Changed, StatusEventType.Changed], events.Select(static e => e.Type));
        Assert.Equal([false, false, true], events.Select(static e => e.LastOfRevision));
        using var afterFirst = Watcher.Resume(node, events[0].Token, filter);
        using var afterSecond = Watcher.Resume(node, events[1].Token, filter);
        Assert.Equal([0u, 1u], (await afterFirst.EventsAsync(2)).Select(static e => e.FilterIndex));
        Assert.Equal(1u, (await afterSecond.EventAsync()).FilterIndex);
    }

    [Fact]
    public async Task Watch_TokenOfAnotherFilter_Damaged_OrMissing_IsRefusedByField()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        using var watcher = await Watcher.FromNowAsync(node);
        var token = watcher.Token;
        var damaged = token.ToByteArray();
        damaged[3] ^= 1;

        await RefusedAsync(node, "resume_token", new WatchRequest { Mode = WatchMode.FromToken, ResumeToken = token, Filter = Watcher.Of(Samples.UnitSubject()) });
        await RefusedAsync(node, "resume_token", new WatchRequest { Mode = WatchMode.FromToken, ResumeToken = ByteString.CopyFrom(damaged) });
        await RefusedAsync(node, "resume_token", new WatchRequest { Mode = WatchMode.FromToken });
        await RefusedAsync(node, "mode", new WatchRequest());
        await RefusedAsync(node, "filter.list_types[0]", new WatchRequest { Mode = WatchMode.FromNow, Filter = new WatchFilter { ListTypes = { "no_such" } } });
        await RefusedAsync(node, "progress_interval", new WatchRequest { Mode = WatchMode.FromNow, ProgressInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(1)) });
    }

    // The token of the first event of a set; then the node stops, after another set where there is one.
    private static async Task<ByteString> FirstTokenAsync(NodeFolder folder, TestClock clock, Change[] told, Change[]? then = null)
    {
        await using var node = await NodeHost.StartAsync(folder, own: false, clock);
        await node.ApplyAsync(Samples.DescribeUnit());
        using var watcher = await Watcher.FromNowAsync(node);
        await node.ApplyAsync(told);
        var token = (await watcher.EventAsync()).Token;
        if (then is not null)
        {
            await node.ApplyAsync(then);
        }

        return token;
    }

    private static async Task RefusedAsync(NodeHost node, string field, WatchRequest request)
    {
        using var watcher = Watcher.Open(node, request);
        var failure = await Assert.ThrowsAsync<RpcException>(watcher.EndsAsync);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Contains(field, failure.Status.Detail, StringComparison.Ordinal);
    }

    private static string Day(NodeHost node, int ahead) => node.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).AddDays(ahead).ToString("yyyy-MM-dd");

    private static void PassDay(NodeHost node) => node.Clock.Pass(TimeSpan.FromDays(1));
}
