using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Shared;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Events that time alone causes: at their instant, once, in one order, whatever clocks do (ADR 0027).</summary>
public sealed class MidnightTests
{
    private static readonly TimeSpan ToMidnight = TimeSpan.FromHours(12);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task Midnight_OwnLog_IsToldAtItsInstantAndNotAMillisecondBefore()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(), From(node.Clock, 1));
        using var watcher = await Watcher.FromNowAsync(node);

        node.Clock.Pass(ToMidnight - Moment);
        await QuietAsync(watcher);
        node.Clock.Pass(Moment);

        Assert.Equal(StatusEventType.Effective, (await watcher.EventAsync()).Type);
    }

    [Fact]
    public async Task Midnight_SharedLog_WaitsForTheLogToPassIt()
    {
        using var folder = new NodeFolder();
        await using var log = await LogDouble.MakeAsync();
        await using var node = await log.StartNodeAsync(folder);
        await node.ApplyAsync(Samples.DescribeUnit(), From(log.Clock, 1));
        using var watcher = await Watcher.FromNowAsync(node);
        log.Hold = new TaskCompletionSource();

        log.Clock.Pass(ToMidnight);
        await QuietAsync(watcher);
        log.Hold.SetResult();
        log.Hold = null;

        Assert.Equal(StatusEventType.Effective, (await watcher.EventAsync()).Type);
        var midnight = CreditQuery.Rules.Periods.CivilDay.Start(new DateOnly(2026, 6, 16).DayNumber);
        Assert.Equal(midnight, (await log.Inner.PollHeadAsync(TestContext.Current.CancellationToken)).NotBefore);
    }

    [Fact]
    public async Task Midnight_ClockSetBackAfterIt_NothingIsToldTwiceAndAReplaySaysTheSame()
    {
        using var folder = new NodeFolder();
        var clock = new TestClock();
        ByteString token;
        ulong last;
        string epoch;
        await using (var node = await NodeHost.StartAsync(folder, own: false, clock))
        {
            epoch = node.Services.GetRequiredService<Server.Hosting.Node>().Require().Log.Epoch;
            await node.ApplyAsync(Samples.DescribeUnit(), From(clock, 1));
            using var watcher = await Watcher.FromNowAsync(node);
            clock.Pass(ToMidnight);
            await watcher.EventAsync();

            clock.Now -= TimeSpan.FromHours(20);
            last = (await node.ApplyAsync(From(clock, 0, "back"))).AtLeast.Revision;
            Assert.Equal("2026-06-16", (await node.CheckAsync(Samples.AirCheck())).Freshness.AsOf);
            Assert.Equal((last, "test:back"), (await watcher.EventAsync()) is var told ? (told.Revision, told.EntryId) : default);
            token = watcher.Token;
        }

        // Killed before a checkpoint, and the clock still behind.
        Directory.Delete(folder.Index, recursive: true);
        await using var again = await NodeHost.StartAsync(folder, own: false, clock);
        Assert.Equal("2026-06-16", (await again.CheckAsync(Samples.AirCheck())).Freshness.AsOf);
        using var resumed = Watcher.Resume(again, token);
        await again.ApplyAsync(From(clock, 0, "after"));
        Assert.Equal("test:after", (await resumed.EventAsync()).EntryId);
        await again.StopAsync();

        using var elsewhere = new NodeFolder();
        Copy(folder.Log, elsewhere.Log);
        Copy(Path.GetDirectoryName(folder.Key)!, Path.GetDirectoryName(elsewhere.Key)!);
        await using var fresh = await NodeHost.StartAsync(elsewhere, own: false, clock);
        Assert.Equal(JournalFrames.Of(folder, epoch), JournalFrames.Of(elsewhere, epoch));
    }

    [Fact]
    public async Task Midnight_ClockSetAheadByDays_NoDayIsSkipped()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(), From(node.Clock, 1, "a"), From(node.Clock, 2, "b", days: 1), From(node.Clock, 4, "c"));
        using var watcher = await Watcher.FromNowAsync(node);

        node.Clock.Now += TimeSpan.FromDays(4);
        var told = await watcher.EventsAsync(4);

        Assert.Equal(
            ["test:a EFFECTIVE 16", "test:b EFFECTIVE 17", "test:b EXPIRED 18", "test:c EFFECTIVE 19"],
            told.Select(static e => $"{e.EntryId} {e.Type.ToString().ToUpperInvariant()} {e.Instant.ToDateTimeOffset().ToOffset(TimeSpan.FromHours(8)).Day}"));
    }

    [Fact]
    public async Task Midnight_ClockLeapsPastTheBound_WaitsUntilAWriterConfirms()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit(), From(node.Clock, 1));
        using var watcher = await Watcher.FromNowAsync(node);

        node.Clock.Now += TimeSpan.FromDays(30);
        await QuietAsync(watcher);
        await node.ApplyAsync(From(node.Clock, 0, "later"));
        var told = await watcher.EventsAsync(2);

        Assert.Equal(["test:e", "test:later"], told.Select(static e => e.EntryId));
        Assert.Equal(EventCause.Time, told[0].Cause);
    }

    [Fact]
    public async Task Midnight_SubscriberAwayOverIt_GetsExactlyWhatItMissedOnAnotherReplica()
    {
        const int Units = 1_300;
        using NodeFolder first = new(), second = new();
        await using var log = await LogDouble.MakeAsync();
        await using var a = await log.StartNodeAsync(first);
        await using var b = await log.StartNodeAsync(second);
        using var watcher = await Watcher.FromNowAsync(a);
        foreach (var units in Enumerable.Range(0, Units).Chunk(650))
        {
            await a.ApplyAsync([.. units.Select(n => From(log.Clock, 1, unit: SampleIdentifiers.Uscc(n)))]);
        }

        var away = (await watcher.EventsAsync(Units))[^1].Token;
        log.Clock.Pass(ToMidnight);
        var live = await watcher.EventsAsync(Units);
        await a.ApplyAsync(From(log.Clock, 0, "end"));
        using var resumed = Watcher.Resume(b, away);
        var missed = await resumed.EventsAsync(Units + 1);

        Assert.Equal(live, missed[..Units]);
        Assert.Equal(Enumerable.Range(0, Units).Select(static n => (uint)n), live.Select(static e => e.Ordinal));
        Assert.All(live[..^1], static e => Assert.False(e.LastOfRevision));
        Assert.True(live[^1].LastOfRevision);
        Assert.Equal("test:end", missed[Units].EntryId);
    }

    [Fact]
    public async Task Midnight_CheckpointDueShortlyBefore_IsTakenAfterIt()
    {
        await using var node = await NodeHost.StartAsync(("Server:CheckpointInterval", "00:00:01"));
        var index = node.Services.GetRequiredService<Server.Hosting.Node>().Require().Index;
        node.Clock.Pass(ToMidnight - TimeSpan.FromSeconds(1));
        await node.ApplyAsync(Samples.DescribeUnit(), From(node.Clock, 1));
        using var watcher = await Watcher.FromNowAsync(node);

        // Timers are real: several intervals go by.
        for (var i = 0; i < 5; i++)
        {
            await QuietAsync(watcher);
        }

        Assert.Empty(index.Checkpoints.Revisions);
        node.Clock.Pass(TimeSpan.FromSeconds(1));
        await watcher.EventAsync();
        await node.Log.SeenAsync("CheckpointTaken");

        // The day on which a checkpoint was taken stands in it.
        Assert.Equal(index.Midnights.Through, index.LastDay);
    }

    // Signs of life come, and no event.
    private static async Task QuietAsync(Watcher watcher)
    {
        for (var i = 0; i < 5; i++)
        {
            await watcher.NextAsync(WatchResponse.MessageOneofCase.Progress);
        }
    }

    private static Change From(TestClock clock, int ahead, string id = "e", int days = 100, string? unit = null)
    {
        var day = clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).AddDays(ahead);
        return HistoryChanges.Put(
            new EntryRef { Subject = Samples.UnitSubject(unit ?? Samples.Unit), EntryId = "test:" + id },
            "abnormal_operation", day.ToString("yyyy-MM-dd"), day.AddDays(days - 1).ToString("yyyy-MM-dd"));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from).Where(static file => Path.GetFileName(file) != "lock"))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
