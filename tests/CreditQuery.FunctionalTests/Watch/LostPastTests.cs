using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Shared;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using ServerNode = CreditQuery.Server.Hosting.Node;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Tokens of a past that the log has lost are told from those that are merely ahead (ADR 0027).</summary>
public sealed class LostPastTests : IDisposable
{
    private readonly NodeFolder _first = new();
    private readonly NodeFolder _second = new();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Resume_OtherEventsTookTheRevisions_SaysSoAndTakesASnapshot()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var node = await log.StartDivergingNodeAsync(_first);
        await node.ApplyAsync(Samples.DescribeUnit(), Samples.Listed("kept"));
        var filter = Watcher.Of(Samples.UnitSubject());
        using var watcher = await Watcher.FromNowAsync(node, filter);
        var common = watcher.Token;
        var backup = log.Backup();
        await node.ApplyAsync(Samples.Listed("lost"));
        var lost = (await watcher.EventAsync()).Token;

        await log.RestoreAsync(backup);
        await node.LoadedAgainAsync();
        await node.ApplyAsync(Samples.Listed("new"));
        await node.ApplyAsync(Samples.Listed("newer"));
        using var failing = Watcher.Resume(node, lost, filter);
        using var healing = Watcher.Resume(node, lost, filter, OnCompacted.Resnapshot);
        using var unharmed = Watcher.Resume(node, common, filter);

        Assert.Equal(CompactedReason.LogDiverged, (await failing.NextAsync(WatchResponse.MessageOneofCase.Compacted)).Compacted.Reason);
        Assert.False(await failing.EndsAsync());
        Assert.Equal(CompactedReason.LogDiverged, (await healing.NextAsync(WatchResponse.MessageOneofCase.Compacted)).Compacted.Reason);
        await healing.NextAsync(WatchResponse.MessageOneofCase.SnapshotBegin);
        var status = (await healing.NextAsync(WatchResponse.MessageOneofCase.SubjectStatus)).SubjectStatus;
        Assert.Equal(["test:kept", "test:new", "test:newer"], status.Entries.Select(static e => e.EntryId));
        Assert.Equal(["test:new", "test:newer"], (await unharmed.EventsAsync(2)).Select(static e => e.EntryId));
    }

    [Fact]
    public async Task Resume_LogEndsBeforeTheToken_SaysSoOnceAPollHasShownIt()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var node = await log.StartDivergingNodeAsync(_first);
        await node.ApplyAsync(Samples.DescribeUnit());
        using var watcher = await Watcher.FromNowAsync(node);
        var backup = log.Backup();
        await node.ApplyAsync(Samples.Listed("lost"));
        var lost = (await watcher.EventAsync()).Token;

        await log.RestoreAsync(backup);
        await node.LoadedAgainAsync();
        using var resumed = Watcher.Open(node, new WatchRequest { Mode = WatchMode.FromToken, ResumeToken = lost, ProgressInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)) });
        using var told = new CancellationTokenSource();
        var passing = Task.Run(async () =>
        {
            while (!told.IsCancellationRequested)
            {
                log.Clock.Pass(TimeSpan.FromMilliseconds(1));
                await Task.Yield();
            }
        }, TestContext.Current.CancellationToken);

        Assert.Equal(CompactedReason.LogDiverged, (await resumed.NextAsync(WatchResponse.MessageOneofCase.Compacted)).Compacted.Reason);
        await told.CancelAsync();
        await passing;
    }

    [Fact]
    public async Task Resume_NodeMerelyBehind_WaitsAndTellsWhatComesAfter()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var ahead = await log.StartDivergingNodeAsync(_first);
        await using var behind = await log.StartDivergingNodeAsync(_second);
        await ahead.ApplyAsync(Samples.DescribeUnit());
        using var watcher = await Watcher.FromNowAsync(ahead);
        await behind.WaitForRevisionAsync(2);
        using var goOn = new ManualResetEventSlim();
        var applier = behind.Services.GetRequiredService<ServerNode>().Require().Applier;
        var holding = Task.Run(() => applier.BetweenSetsAsync(goOn.Wait, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        await ahead.ApplyAsync(Samples.Listed("a"));
        using var resumed = Watcher.Resume(behind, (await watcher.EventAsync()).Token);
        await ahead.ApplyAsync(Samples.Listed("b"));
        goOn.Set();
        await holding;

        Assert.Equal("test:b", (await resumed.EventAsync()).EntryId);
    }

    [Fact]
    public async Task Resume_AfterARestart_TheLogIsAskedForWhatNobodyRemembers()
    {
        await using var log = await LogDouble.MakeAsync();
        ByteString token;
        await using (var node = await log.StartDivergingNodeAsync(_first))
        {
            await node.ApplyAsync(Samples.DescribeUnit());
            using var watcher = await Watcher.FromNowAsync(node);
            await node.ApplyAsync(Samples.Listed("a"));
            token = (await watcher.EventAsync()).Token;
            await node.ApplyAsync(Samples.Listed("b"));
        }

        await using var again = await log.StartDivergingNodeAsync(_first);
        using var resumed = Watcher.Resume(again, token);
        using var forged = Watcher.Resume(again, Changed(again, token, static t => t.ChainMark++));
        using var earlier = Watcher.Resume(again, Changed(again, token, static t => t.ChainMark = 0));

        Assert.Equal("test:b", (await resumed.EventAsync()).EntryId);
        Assert.Equal("test:b", (await earlier.EventAsync()).EntryId);
        Assert.Equal(CompactedReason.LogDiverged, (await forged.NextAsync(WatchResponse.MessageOneofCase.Compacted)).Compacted.Reason);
    }

    // As another version, or a node of another past, would have made it.
    private static ByteString Changed(NodeHost node, ByteString token, Action<ResumeToken> change)
    {
        const int CodeBytes = 16;
        var content = ResumeToken.Parser.ParseFrom(token.Span[..^CodeBytes]);
        change(content);
        var bytes = content.ToByteArray();
        var code = System.Security.Cryptography.HMACSHA256.HashData(node.Services.GetRequiredService<Server.Watch.StatusFeed>().Secret, bytes);
        return ByteString.CopyFrom([.. bytes, .. code[..CodeBytes]]);
    }
}
