using System.Diagnostics;
using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using ServerNode = CreditQuery.Server.Hosting.Node;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Signs of life: they come whatever others are told, on a long way too, and their time never goes back.</summary>
public sealed class WatchProgressTests
{
    private const int FirstUnit = 20_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Watch_OthersAreToldAllTheTime_SignsOfLifeComeAllTheSame()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        var filter = Watcher.Of(Samples.UnitSubject());
        using var watcher = Watcher.Open(node, new WatchRequest { Mode = WatchMode.FromNow, Filter = filter, ProgressInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) });
        await watcher.NextAsync(WatchResponse.MessageOneofCase.Progress);

        var sign = watcher.NextAsync(WatchResponse.MessageOneofCase.Progress);
        var started = Stopwatch.GetTimestamp();
        for (var unit = 1; !sign.IsCompleted; unit++)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "No sign of life while others are told.");
            await node.ApplyAsync(Put(unit, "test:a"));
        }

        using var resumed = Watcher.Resume(node, (await sign).Progress.Token, filter);
        await node.ApplyAsync(HistoryChanges.Put(new EntryRef { Subject = Samples.UnitSubject(), EntryId = "test:own" }, "abnormal_operation"));
        Assert.Equal("test:own", (await resumed.EventAsync()).EntryId);
    }

    [Fact]
    public async Task Resume_LongWayPastWhatIsNotWanted_SaysHowFarItIs()
    {
        // So many that the way takes longer than the interval does by the quick clock.
        const int Sets = 120;
        const int UnitsOfASet = 1_000;
        const int Attempts = 500;
        var clock = new TestClock();
        using var folder = new NodeFolder { Configure = services => services.AddSingleton<TimeProvider>(new QuickTicks(clock)) };
        await using var node = await NodeHost.StartAsync(folder, own: false, clock);
        var filter = Watcher.Of(Samples.UnitSubject());
        await node.ApplyAsync(Samples.DescribeUnit());
        using var watcher = await Watcher.FromNowAsync(node, filter);
        for (var set = 0; set < Sets; set++)
        {
            await node.ApplyAsync([.. Enumerable.Range(1, UnitsOfASet).Select(n => Put((set * UnitsOfASet) + n, "test:a"))]);
        }

        var last = await node.ApplyAsync(HistoryChanges.Put(new EntryRef { Subject = Samples.UnitSubject(), EntryId = "test:own" }, "abnormal_operation"));
        var request = new WatchRequest { Mode = WatchMode.FromToken, ResumeToken = watcher.Token, Filter = filter, ProgressInterval = Duration.FromTimeSpan(Interval) };
        WatchProgress? sign = null;
        for (var attempt = 0; sign is null; attempt++)
        {
            Assert.True(attempt < Attempts, "The node says nothing on its way.");
            using var resumed = Watcher.Open(node, request);
            while ((await resumed.AnyAsync())?.Progress is { } progress)
            {
                sign = progress;
            }
        }

        Assert.True(sign.Revision < last.AtLeast.Revision);
        using var further = Watcher.Resume(node, sign.Token, filter);
        Assert.Equal("test:own", (await further.EventAsync()).EntryId);
    }

    [Fact]
    public async Task Watch_SourceTime_NeverGoesBackNorBeforeTheLogsOwnTime()
    {
        using var folder = new NodeFolder();
        var clock = new TestClock();
        await using (var first = await NodeHost.StartAsync(folder, own: false, clock))
        {
            await first.ApplyAsync(Samples.DescribeUnit());
        }

        var recorded = clock.Now;
        clock.Pass(TimeSpan.FromHours(1));
        await using var node = await NodeHost.StartAsync(folder, own: false, clock);
        var held = await HeldAsync(node, unit: 1);
        using var watcher = Watcher.Open(node, new WatchRequest { Mode = WatchMode.FromNow, ProgressInterval = Duration.FromTimeSpan(Interval) });
        Assert.True(await SourceTimeAsync(watcher) >= recorded, "Before the log's own time.");

        await held.GoOnAsync();
        await watcher.EventAsync();
        clock.Pass(TimeSpan.FromHours(1));
        var caughtUp = recorded;
        while (caughtUp < clock.Now)
        {
            caughtUp = await SourceTimeAsync(watcher);
        }

        held = await HeldAsync(node, unit: 2);
        var behind = await SourceTimeAsync(watcher);
        await held.GoOnAsync();
        Assert.True(behind >= caughtUp, $"{behind} after {caughtUp}.");
    }

    private static async Task<DateTimeOffset> SourceTimeAsync(Watcher watcher) =>
        (await watcher.NextAsync(WatchResponse.MessageOneofCase.Progress)).Progress.SourceTime.ToDateTimeOffset();

    // Something is in the log, and the node does not apply it.
    private static async Task<HeldChange> HeldAsync(NodeHost node, int unit)
    {
        var parts = node.Services.GetRequiredService<ServerNode>().Require();
        var (goOn, isHeld) = (new ManualResetEventSlim(), new TaskCompletionSource());
        var holding = Task.Run(() => parts.Applier.BetweenSetsAsync(() => { isHeld.SetResult(); goOn.Wait(NodeHost.Patience); }, CancellationToken.None));
        await isHeld.Task.WaitAsync(NodeHost.Patience);
        var writing = node.ApplyAsync(Put(unit, "test:a"));
        while (parts.Log.Head.Revision == parts.Index.Current.Revision)
        {
            Assert.False(writing.IsCompleted);
            await Task.Yield();
        }

        return new HeldChange(goOn, holding, writing);
    }

    private static Change Put(int unit, string id) => HistoryChanges.Put(
        new EntryRef { Subject = Samples.UnitSubject(SampleIdentifiers.Uscc(FirstUnit + unit)), EntryId = id }, "abnormal_operation");

    private sealed record HeldChange(ManualResetEventSlim Door, Task Holding, Task Writing)
    {
        public async Task GoOnAsync()
        {
            Door.Set();
            await Holding;
            await Writing;
        }
    }
}
