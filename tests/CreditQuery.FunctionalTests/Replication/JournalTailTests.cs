using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Shared;
using CreditQuery.FunctionalTests.Watch;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Replication;

/// <summary>A node whose journal does not reach its index takes the end of a peer's, so that tokens are good there too (ADR 0030); or it says why not, and starts.</summary>
public sealed class JournalTailTests : IDisposable
{
    private static readonly TimeSpan ToMidnight = TimeSpan.FromHours(12);
    private static readonly (string, string) Open = ("Replication:AllowLoopbackWithoutTls", "true");

    private readonly NodeFolder _first = new();
    private readonly NodeFolder _second = new();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Resume_TokenOlderThanTheCheckpointTaken_GetsWhatThePeerWouldTell()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var peer = await log.StartNodeAsync(_first, Open);
        var (token, told) = await TellAsync(log, peer);
        var epoch = PeerFolders.PartsOf(peer).Log.Epoch;

        await using var node = await log.StartNodeAsync(_second, ("Replication:From", peer.RegistryAddress));
        using var resumed = Watcher.Resume(node, token);
        var missed = await resumed.EventsAsync(told.Length);

        Assert.Equal(told, missed);
        Assert.Contains(missed, static e => e.Cause == EventCause.Time);
        Assert.Contains(node.Log.Lines, static line => line.Contains("PeerCheckpointTaken", StringComparison.Ordinal));
        Assert.Contains(node.Log.Lines, static line => line.Contains("PeerJournalTaken", StringComparison.Ordinal));
        await Task.WhenAll(peer.StopAsync(), node.StopAsync());
        Assert.Equal(JournalFrames.Of(_first, epoch), JournalFrames.Of(_second, epoch));
        Assert.Equal(["index", "journal", "log"], FoldersOf(_second));
    }

    [Fact]
    public async Task Start_JournalLost_IsTakenFromThePeerAndTheCheckpointIsNot()
    {
        await using var log = await LogDouble.MakeAsync();
        await using var peer = await log.StartNodeAsync(_first, Open);
        await (await log.StartNodeAsync(_second)).DisposeAsync();
        var (token, told) = await TellAsync(log, peer);
        await using (var before = await log.StartNodeAsync(_second))
        {
            await before.WaitForRevisionAsync(PeerFolders.PartsOf(peer).Index.Current.Revision);
        }

        Directory.Delete(_second.Journal, recursive: true);
        await using var node = await log.StartNodeAsync(_second, ("Replication:From", peer.RegistryAddress));
        using var resumed = Watcher.Resume(node, token);

        Assert.Equal(told, await resumed.EventsAsync(told.Length));
        Assert.DoesNotContain(node.Log.Lines, static line => line.Contains("PeerCheckpoint", StringComparison.Ordinal));
        Assert.Contains(node.Log.Lines, static line => line.Contains("PeerJournalTaken", StringComparison.Ordinal));

        // And from now on it is its own: nobody is asked.
        await node.StopAsync();
        await peer.StopAsync();
        await using var again = await log.StartNodeAsync(_second, ("Replication:From", peer.RegistryAddress));
        using var later = Watcher.Resume(again, token);
        Assert.Equal(told, await later.EventsAsync(told.Length));
        Assert.DoesNotContain(again.Log.Lines, static line => line.Contains(" Peer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_JournalOfALostHistoryThatGoesAsFar_IsReplaced()
    {
        await using var log = await LogDouble.MakeAsync();
        var token = await LoseAsync(log);

        // Its checkpoints are gone too: it takes one of the other history, at a revision that its journal has.
        Directory.Delete(_second.Index, recursive: true);
        await using var peer = await log.StartNodeAsync(_first, Open);
        await peer.ApplyAsync(Samples.Listed("new"));
        await PeerFolders.CheckpointAsync(peer);
        await using var node = await log.StartNodeAsync(_second, ("Replication:From", peer.RegistryAddress));
        node.Log.Expected.Add("OrphansSaved");
        await peer.ApplyAsync(Samples.Listed("newer"));
        using var resumed = Watcher.Resume(node, token);

        Assert.Equal(["test:new", "test:newer"], (await resumed.EventsAsync(2)).Select(static e => e.EntryId));
        Assert.Contains(node.Log.Lines, static line => line.Contains("JournalOfLostHistory", StringComparison.Ordinal));
        Assert.Contains(node.Log.Lines, static line => line.Contains("PeerJournalTaken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_JournalOfALostHistoryAndNoPeer_BeginsAnew()
    {
        await using var log = await LogDouble.MakeAsync();
        var token = await LoseAsync(log);
        await using (var other = await log.StartNodeAsync(_first))
        {
            await other.ApplyAsync(Samples.Listed("new"));
        }

        // As a snapshot that was imported.
        Directory.Delete(_second.Index, recursive: true);
        PeerFolders.Copy(_first.Index, _second.Index);
        await using var node = await log.StartNodeAsync(_second);
        node.Log.Expected.Add("OrphansSaved");
        using var resumed = Watcher.Resume(node, token);

        Assert.Equal(CompactedReason.OlderThanJournal, (await resumed.NextAsync(WatchResponse.MessageOneofCase.Compacted)).Compacted.Reason);
        Assert.Contains(node.Log.Lines, static line => line.Contains("JournalOfLostHistory", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_PeerOfAnotherLogOrHistory_IsRefusedAndTheJournalBeginsAnew()
    {
        using var folders = await PeerFolders.MakeAsync();
        using var strangers = await PeerFolders.MakeAsync();
        var other = await folders.OtherAsync();
        await using (var node = await NodeHost.StartAsync(other, PeerFolders.Common))
        {
            await node.ApplyAsync(Samples.DescribeUnit(name: "这里的样例单位"));
        }

        await using var stranger = await NodeHost.StartAsync(strangers.Peer, PeerFolders.Open);
        await AssertBeginsAnewAsync(other, stranger.RegistryAddress, "another log");
        await using var peer = await NodeHost.StartAsync(folders.Peer, PeerFolders.Open);
        await peer.ApplyAsync(Samples.DescribeUnit(name: "那里的样例单位"));
        await AssertBeginsAnewAsync(other, peer.RegistryAddress, "is not in the change log");
    }

    [Fact]
    public async Task Start_PeerOfAnEarlierVersion_BeginsAnew()
    {
        using var folders = await PeerFolders.MakeAsync();
        await using var peer = await new PeerStandIn { Folder = _ => folders.Peer.Index }.StartAsync();

        await using var node = await NodeHost.StartAsync(await folders.OtherAsync(trimmedTo: 5), [.. PeerFolders.Common, ("Replication:From", peer.Address)]);

        Assert.Single(node.Log.Lines, static line => line.Contains("PeerJournalNotTaken", StringComparison.Ordinal));
        await folders.AssertEqualToReplayAsync(node);
    }

    [Fact]
    public async Task Start_NoneWanted_AsksForNone()
    {
        using var folders = await PeerFolders.MakeAsync();
        await using var peer = await NodeHost.StartAsync(folders.Peer, PeerFolders.Open);

        await using var node = await NodeHost.StartAsync(
            await folders.OtherAsync(trimmedTo: 5), [.. PeerFolders.Common, ("Replication:From", peer.RegistryAddress), ("Replication:JournalBytes", "0")]);

        Assert.DoesNotContain(node.Log.Lines, static line => line.Contains("PeerJournal", StringComparison.Ordinal));
        Assert.DoesNotContain(peer.Log.Lines, static line => line.Contains("JournalServed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_StreamBreaksOff_IsBegunAnew()
    {
        using var folders = await PeerFolders.MakeAsync();
        var messages = await JournalOfAsync(folders);
        await using var peer = await StandInAsync(folders, (stream, sent) => stream < 2 && sent == 1 ? throw new RpcException(new Status(StatusCode.Unavailable, "broken")) : messages.ElementAtOrDefault(sent));
        var other = await folders.OtherAsync(trimmedTo: 5);

        await using var node = await NodeHost.StartAsync(other, [.. PeerFolders.Common, ("Replication:From", peer.Address)]);
        var epoch = PeerFolders.PartsOf(node).Log.Epoch;
        await node.StopAsync();

        Assert.Equal(3, peer.JournalRequests.Count);
        Assert.Equal(JournalFrames.Of(folders.Peer, epoch), JournalFrames.Of(other, epoch));
    }

    [Fact]
    public async Task Start_StreamNeverComesToItsEnd_BeginsAnewWithinPatience()
    {
        using var folders = await PeerFolders.MakeAsync();
        var messages = await JournalOfAsync(folders);
        await using var peer = await StandInAsync(folders, (_, sent) => sent == 1 ? throw new RpcException(new Status(StatusCode.Unavailable, "broken")) : messages.ElementAtOrDefault(sent));
        var other = await folders.OtherAsync(trimmedTo: 5);

        await using var node = await NodeHost.StartAsync(other, [.. PeerFolders.Common, ("Replication:From", peer.Address), ("Replication:Patience", "00:00:01")]);

        Assert.Contains(node.Log.Lines, static line => line.Contains("PeerJournalNotTaken", StringComparison.Ordinal));
        Assert.Equal(["index", "journal", "log"], FoldersOf(other));
        await folders.AssertEqualToReplayAsync(node);
    }

    [Fact]
    public async Task Start_PeerSendsBlocksWithoutFramesForEver_BeginsAnew()
    {
        using var folders = await PeerFolders.MakeAsync();
        var head = (await JournalOfAsync(folders))[0];
        await using var peer = await StandInAsync(folders, (_, sent) => sent == 0 ? head : new JournalResponse { Block = new JournalBlock() });
        var other = await folders.OtherAsync(trimmedTo: 5);

        await using var node = await NodeHost.StartAsync(other, [.. PeerFolders.Common, ("Replication:From", peer.Address)]);

        Assert.Contains(node.Log.Lines, static line => line.Contains("PeerJournalNotTaken", StringComparison.Ordinal) && line.Contains("without frames", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("on its way")]
    [InlineData("at rest")]
    [InlineData("left out")]
    [InlineData("more than said")]
    public async Task Start_FramesDamaged_AreRefused(string how)
    {
        using var folders = await PeerFolders.MakeAsync();
        var messages = await JournalOfAsync(folders);
        var block = messages[1].Block;
        var frames = block.Frames.ToByteArray();
        frames = how switch
        {
            "left out" => frames[(8 + BitConverter.ToInt32(frames))..],
            "more than said" => [.. frames, .. frames],
            _ => [.. frames[..^3], (byte)(frames[^3] ^ 4), .. frames[^2..]],
        };
        var sum = how == "on its way" ? block.Checksum : CreditQuery.Index.Transfer.Crc32C.Of(frames);
        JournalResponse[] damaged = [messages[0], new() { Block = new JournalBlock { Frames = ByteString.CopyFrom(frames), Checksum = sum } }];
        await using var peer = await StandInAsync(folders, (_, sent) => damaged.ElementAtOrDefault(sent));
        var other = await folders.OtherAsync(trimmedTo: 5);

        await using var node = await NodeHost.StartAsync(other, [.. PeerFolders.Common, ("Replication:From", peer.Address), ("Replication:Patience", "00:00:01")]);
        var epoch = PeerFolders.PartsOf(node).Log.Epoch;

        Assert.Contains(node.Log.Lines, static line => line.Contains("PeerJournalNotTaken", StringComparison.Ordinal));
        await node.StopAsync();
        Assert.All(JournalFrames.Of(other, epoch), frame => Assert.True(frame.Revision > peer.JournalRequests[0].Revision));
    }

    // A node tells two events that the log loses while it stands still. A token from before them.
    private async Task<ByteString> LoseAsync(LogDouble log)
    {
        await using var node = await log.StartNodeAsync(_second);
        await node.ApplyAsync(Samples.DescribeUnit(), Samples.Listed("kept"));
        using var watcher = await Watcher.FromNowAsync(node);
        var backup = log.Backup();
        await node.ApplyAsync(Samples.Listed("lost"));
        await node.ApplyAsync(Samples.Listed("lost as well"));
        await node.StopAsync();
        await log.RestoreAsync(backup);
        return watcher.Token;
    }

    // Something of each kind, a midnight among it, then the checkpoint, then more. A token from before it all, and what came after.
    private static async Task<(ByteString Token, StatusEvent[] Told)> TellAsync(LogDouble log, NodeHost node)
    {
        await node.ApplyAsync(Samples.DescribeUnit(), Samples.Listed("first"));
        using var watcher = await Watcher.FromNowAsync(node);
        var token = watcher.Token;
        var tomorrow = log.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).AddDays(1);
        await node.ApplyAsync(Samples.Listed("second"));
        await node.ApplyAsync(HistoryChanges.Put(Samples.Entry("tomorrow"), "abnormal_operation", tomorrow.ToString("yyyy-MM-dd"), tomorrow.AddDays(50).ToString("yyyy-MM-dd")));
        var told = (await watcher.EventsAsync(2)).ToList();
        log.Clock.Pass(ToMidnight);
        told.Add(await watcher.EventAsync());
        await node.ApplyAsync(Samples.Listed("third"));
        told.Add(await watcher.EventAsync());
        await PeerFolders.CheckpointAsync(node);
        await node.ApplyAsync(Samples.Listed("fourth"));
        told.Add(await watcher.EventAsync());
        return (token, [.. told]);
    }

    private static async Task AssertBeginsAnewAsync(NodeFolder folder, string from, string reason)
    {
        Directory.Delete(folder.Journal, recursive: true);
        await using var node = await NodeHost.StartAsync(folder, [.. PeerFolders.Common, ("Replication:From", from)]);
        var line = Assert.Single(node.Log.Lines, static line => line.Contains("PeerJournalNotTaken", StringComparison.Ordinal));
        Assert.Contains(reason, line, StringComparison.Ordinal);
        var epoch = PeerFolders.PartsOf(node).Log.Epoch;
        await node.StopAsync();
        Assert.Empty(JournalFrames.Of(folder, epoch));
    }

    // What a real peer sends of its journal, up to its checkpoint.
    private static async Task<List<JournalResponse>> JournalOfAsync(PeerFolders folders)
    {
        await using var node = await NodeHost.StartAsync(await folders.CopyOfPeerAsync(), PeerFolders.Open);
        return await JournalServiceTests.JournalAsync(node, folders.JournalRequest());
    }

    private static Task<PeerStandIn> StandInAsync(PeerFolders folders, Func<int, int, JournalResponse?> journal) =>
        new PeerStandIn { Folder = _ => folders.Peer.Index, Journals = journal }.StartAsync();

    private static IEnumerable<string?> FoldersOf(NodeFolder folder) =>
        Directory.GetDirectories(Path.GetDirectoryName(folder.Journal)!).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
