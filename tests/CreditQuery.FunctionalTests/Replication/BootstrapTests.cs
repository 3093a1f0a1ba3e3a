using System.Net;
using System.Net.Sockets;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Index.Checkpoints;
using CreditQuery.Index.Transfer;

namespace CreditQuery.FunctionalTests.Replication;

/// <summary>A node without a checkpoint of its own takes a peer's, and equals one that has applied the whole log; or it says why it does not start.</summary>
public sealed class BootstrapTests
{
    [Fact]
    public async Task Start_LogTrimmedAndPeerThere_EqualsAReplay()
    {
        using var folders = await PeerFolders.MakeAsync();
        var other = await folders.OtherAsync(trimmedTo: 5);
        await using var peer = await NodeHost.StartAsync(folders.Peer, PeerFolders.Open);

        await using var node = await NodeHost.StartAsync(other, From(peer));

        await folders.AssertEqualToReplayAsync(node);
        Assert.Contains(node.Log.Lines, line => line.Contains("PeerCheckpointTaken", StringComparison.Ordinal));
        Assert.Equal(["index", "journal", "log"], Directory.GetDirectories(Path.GetDirectoryName(other.Index)!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await node.StopAsync();

        // And it is a node like any other from now on, without its peer.
        await peer.StopAsync();
        await using var again = await NodeHost.StartAsync(other, PeerFolders.Common);
        await folders.AssertEqualToReplayAsync(again);
    }

    [Fact]
    public async Task Start_LogTrimmedAndNoPeer_SaysWhatWouldHelp()
    {
        using var folders = await PeerFolders.MakeAsync();

        var fault = await FailAsync(await folders.OtherAsync(trimmedTo: 5), PeerFolders.Common);

        Assert.Contains("begins at revision", fault, StringComparison.Ordinal);
        Assert.Contains("Replication:From", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PeerAwayAndLogWhole_AppliesTheLog()
    {
        using var folders = await PeerFolders.MakeAsync();

        await using var node = await NodeHost.StartAsync(
            await folders.OtherAsync(), [.. PeerFolders.Common, ("Replication:From", $"http://127.0.0.1:{FreePort()}"), ("Replication:Patience", "00:00:01")]);

        Assert.Contains(node.Log.Lines, line => line.Contains("PeerCheckpointNotTaken", StringComparison.Ordinal));
        await folders.AssertEqualToReplayAsync(node);
    }

    [Fact]
    public async Task Start_PeerAwayAndLogTrimmed_SaysWhy()
    {
        using var folders = await PeerFolders.MakeAsync();

        var fault = await FailAsync(
            await folders.OtherAsync(trimmedTo: 5), [.. PeerFolders.Common, ("Replication:From", $"http://127.0.0.1:{FreePort()}"), ("Replication:Patience", "00:00:01")]);

        Assert.Contains("Replication:From", fault, StringComparison.Ordinal);
        Assert.Contains("begins at revision", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OwnCheckpointDamagedAndLogTrimmed_ThePeersTakesItsPlace()
    {
        using var folders = await PeerFolders.MakeAsync();
        var other = await folders.OtherAsync(trimmedTo: 5);
        PeerFolders.Copy(folders.Peer.Index, other.Index);
        await File.WriteAllTextAsync(Path.Combine(other.Index, "records.log.0"), "damaged", TestContext.Current.CancellationToken);
        await using var peer = await NodeHost.StartAsync(folders.Peer, PeerFolders.Open);

        await using var node = await NodeHost.StartAsync(other, From(peer));

        await folders.AssertEqualToReplayAsync(node);
        Assert.False(Directory.Exists(other.Index + ".replaced"));
    }

    [Fact]
    public async Task Start_OwnCheckpointOfALaterVersion_StopsAndReplacesNothing()
    {
        using var folders = await PeerFolders.MakeAsync();
        var other = await folders.OtherAsync(trimmedTo: 5);
        var later = CheckpointDescription.NewestIn(folders.Peer.Index)!.Manifest;
        later = later with { Format = CheckpointManifest.CurrentFormat + 1 };
        Directory.CreateDirectory(other.Index);
        await File.WriteAllBytesAsync(Path.Combine(other.Index, later.FileName), later.Write(), TestContext.Current.CancellationToken);
        await using var peer = await new PeerStandIn { Folder = _ => folders.Peer.Index }.StartAsync();

        var fault = await FailAsync(other, [.. PeerFolders.Common, ("Replication:From", peer.Address)]);

        Assert.Contains("Upgrade this node", fault, StringComparison.Ordinal);
        Assert.Empty(peer.Requests);
        Assert.True(File.Exists(Path.Combine(other.Index, later.FileName)));
    }

    [Fact]
    public async Task Start_OwnCheckpointThere_AsksNobody()
    {
        using var folders = await PeerFolders.MakeAsync();

        await using var node = await NodeHost.StartAsync(folders.Peer, [.. PeerFolders.Common, ("Replication:From", $"http://127.0.0.1:{FreePort()}")]);

        Assert.DoesNotContain(node.Log.Lines, line => line.Contains(" Peer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_StreamBreaksAfterEveryBlock_TakesEachBlockOnce()
    {
        using var folders = await PeerFolders.MakeAsync();
        var blocks = CheckpointDescription.NewestIn(folders.Peer.Index)!.Blocks;
        await using var peer = await new PeerStandIn { Folder = _ => folders.Peer.Index, BlocksPerStream = 1 }.StartAsync();

        await using var node = await NodeHost.StartAsync(await folders.OtherAsync(trimmedTo: 5), [.. PeerFolders.Common, ("Replication:From", peer.Address)]);

        Assert.Equal(Enumerable.Range(0, (int)blocks).Select(n => (ulong)n), peer.Requests.Select(request => request.AfterBlock));
        await folders.AssertEqualToReplayAsync(node);
    }

    [Fact]
    public async Task Start_PeerDiesInTheMiddle_GoesOnWithItsNextLife()
    {
        using var folders = await PeerFolders.MakeAsync();
        var other = await folders.OtherAsync(trimmedTo: 5);
        var port = FreePort();
        (string, string)[] settings = [.. PeerFolders.Open, ("Server:RegistryEndpoint", $"127.0.0.1:{port}"), ("Replication:BytesPerSecond", $"{4 << 20}")];
        var log = new LogRecorder();
        var first = await NodeHost.StartAsync(folders.Peer, settings);
        await using var app = NodeHost.Build(other, new TestClock(), log, [.. PeerFolders.Common, ("Replication:From", $"http://127.0.0.1:{port}")]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        await UntilAsync(() => Directory.Exists(other.Index + ".incoming"));
        await first.DisposeAsync();
        await using (await NodeHost.StartAsync(folders.Peer, settings))
        {
            await UntilAsync(() => log.Lines.Any(static line => line.Contains("Ready", StringComparison.Ordinal)));
        }

        await app.StopAsync(CancellationToken.None);
        Assert.Contains(log.Lines, line => line.Contains("PeerInterrupted", StringComparison.Ordinal));
        await using var node = await NodeHost.StartAsync(other, PeerFolders.Common);
        await folders.AssertEqualToReplayAsync(node);
    }

    [Fact]
    public async Task Start_CheckpointReplacedWhileItIsTaken_BeginsAnew()
    {
        using var folders = await PeerFolders.MakeAsync();
        var other = await folders.OtherAsync(trimmedTo: 5);
        using var older = new NodeFolder();
        PeerFolders.Copy(folders.Peer.Index, older.Index);
        await using (var node = await NodeHost.StartAsync(folders.Peer, PeerFolders.Common))
        {
            // Its stop takes the newer checkpoint.
        }

        Assert.NotEqual(CheckpointDescription.NewestIn(older.Index)!.Revision, CheckpointDescription.NewestIn(folders.Peer.Index)!.Revision);
        await using var peer = await new PeerStandIn { Folder = n => n == 0 ? older.Index : folders.Peer.Index, BlocksPerStream = 2 }.StartAsync();

        await using (var node = await NodeHost.StartAsync(other, [.. PeerFolders.Common, ("Replication:From", peer.Address)]))
        {
            await folders.AssertEqualToReplayAsync(node);
        }

        Assert.Equal([0UL, 2UL, 0UL], peer.Requests.Take(3).Select(request => request.AfterBlock));
        Assert.Equal("", peer.Requests[2].CheckpointId);
    }

    [Fact]
    public async Task Start_BlocksDamagedOnTheirWay_AreAskedForAgain()
    {
        using var folders = await PeerFolders.MakeAsync();
        var random = new Random(4);
        await using var peer = await new PeerStandIn
        {
            Folder = _ => folders.Peer.Index,
            Damage = (stream, bytes) => bytes[random.Next(bytes.Length)] ^= (byte)(stream < 4 ? 0x40 : 0),
        }.StartAsync();

        await using var node = await NodeHost.StartAsync(await folders.OtherAsync(trimmedTo: 5), [.. PeerFolders.Common, ("Replication:From", peer.Address)]);

        Assert.Equal(5, peer.Requests.Count);
        await folders.AssertEqualToReplayAsync(node);
    }

    [Fact]
    public async Task Start_CheckpointThatIsNotOfThisLog_IsRefusedWithItsReason()
    {
        using var folders = await PeerFolders.MakeAsync();
        using var strangers = await PeerFolders.MakeAsync();
        var other = await folders.OtherAsync(trimmedTo: 5);

        await AssertRefusedAsync(other, "is of the log", new PeerStandIn { Folder = _ => strangers.Peer.Index });
        await AssertRefusedAsync(other, "another registry key", Pretending(folders, manifest => manifest with { KeyCheck = "0011223344556677" }));
        await AssertRefusedAsync(other, "format", Pretending(folders, manifest => manifest with { Format = CheckpointManifest.CurrentFormat + 1 }));
        await AssertRefusedAsync(other, "format", Pretending(folders, manifest => manifest with { Format = CheckpointManifest.OldestFormat - 1 }));
        await AssertRefusedAsync(other, "not continued by this log", Pretending(folders, manifest => manifest with { Chain = new string('a', 40) }));
        await AssertRefusedAsync(other, "not continued by this log", Pretending(folders, manifest => manifest with { Revision = 1 }));
        await AssertRefusedAsync(other, "Index:RecordMemoryBytes", Pretending(folders, manifest => manifest with { RecordBytes = 1L << 40 }));
        Assert.False(Directory.Exists(other.Index + ".incoming"));
    }

    private static PeerStandIn Pretending(PeerFolders folders, Func<CheckpointManifest, CheckpointManifest> change) => new() { Folder = _ => folders.Peer.Index, Pretend = change };

    private static async Task AssertRefusedAsync(NodeFolder other, string reason, PeerStandIn peer)
    {
        await using var started = await peer.StartAsync();

        Assert.Contains(reason, await FailAsync(other, [.. PeerFolders.Common, ("Replication:From", started.Address)]), StringComparison.Ordinal);
        Assert.Single(peer.Requests);
    }

    private static (string, string)[] From(NodeHost peer) => [.. PeerFolders.Common, ("Replication:From", peer.RegistryAddress)];

    private static async Task<string> FailAsync(NodeFolder folder, params (string Key, string Value)[] settings)
    {
        var log = new LogRecorder();
        await using var app = NodeHost.Build(folder, new TestClock(), log, settings);
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Loading failed before the ports were open.
        }

        await UntilAsync(() => app.Lifetime.ApplicationStopping.IsCancellationRequested);
        Environment.ExitCode = 0;
        return Assert.Single(log.Lines, static line => line.Contains("LoadFailed", StringComparison.Ordinal));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < NodeHost.Patience, "It did not come about.");
            await Task.Yield();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
