using CreditQuery.FunctionalTests.Node;
using CreditQuery.Index.Transfer;
using CreditQuery.Log;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Replication;

/// <summary>What a peer gets: the blocks of one checkpoint, kept while it reads them, and the raw events of the log.</summary>
public sealed class ReplicationServiceTests
{
    [Fact]
    public async Task Snapshot_AfterAnyBlock_IsTheRestOfTheSameCheckpoint()
    {
        using var folders = await PeerFolders.MakeAsync();
        var expected = CheckpointDescription.NewestIn(folders.Peer.Index)!;
        await using var node = await NodeHost.StartAsync(folders.Peer, PeerFolders.Open);
        var whole = await ReadAsync(node, new SnapshotRequest());
        var manifest = whole[0].Manifest;

        Assert.Equal(expected.Content.ToArray(), manifest.Content.ToByteArray());
        Assert.Equal((expected.CheckpointId, expected.Epoch, expected.Revision, expected.Blocks), (manifest.CheckpointId, manifest.Epoch, manifest.Revision, manifest.Blocks));
        Assert.Equal(expected.KeyCheck, Convert.ToHexStringLower(manifest.KeyCheck.Span));
        for (var after = 0UL; after <= expected.Blocks; after++)
        {
            var rest = await ReadAsync(node, new SnapshotRequest { AfterBlock = after, CheckpointId = expected.CheckpointId });

            Assert.Equal(whole.Skip(1 + (int)after), rest.Skip(1));
        }

        var beyond = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(node, new SnapshotRequest { AfterBlock = expected.Blocks + 1 }));
        Assert.Equal(["after_block"], Failures.FieldsOf(beyond));
    }

    [Fact]
    public async Task Snapshot_NoCheckpointYet_TakesOne()
    {
        await using var node = await NodeHost.StartAsync(PeerFolders.Open);

        var messages = await ReadAsync(node, new SnapshotRequest());

        Assert.Equal(PeerFolders.PartsOf(node).Index.Current.Revision, messages[0].Manifest.Revision);
    }

    [Fact]
    public async Task Snapshot_WhileOthersAreTaken_IsKeptAndThenGone()
    {
        using var folders = await PeerFolders.MakeAsync();
        var id = CheckpointDescription.NewestIn(folders.Peer.Index)!.CheckpointId;
        var clock = new TestClock();
        await using var node = await NodeHost.StartAsync(folders.Peer, own: false, clock, [.. PeerFolders.Open]);
        await ReadAsync(node, new SnapshotRequest());
        await TakeCheckpointsAsync(node, 3);

        // Read a moment ago: a reader whose connection broke comes again and goes on.
        Assert.Equal(id, (await ReadAsync(node, new SnapshotRequest { CheckpointId = id, AfterBlock = 2 }))[0].Manifest.CheckpointId);
        clock.Pass(TimeSpan.FromMinutes(3));
        await TakeCheckpointsAsync(node, 1);

        var gone = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(node, new SnapshotRequest { CheckpointId = id, AfterBlock = 2 }));
        Assert.Equal(StatusCode.NotFound, gone.StatusCode);
        Assert.Equal("SNAPSHOT_GONE", Failures.ReasonOf(gone));
    }

    [Fact]
    public async Task Snapshot_ReadLongerThanItIsKept_EndsWithItsReason()
    {
        using var folders = await PeerFolders.MakeAsync();
        var clock = new TestClock();
        await using var node = await NodeHost.StartAsync(
            folders.Peer, own: false, clock, [.. PeerFolders.Open, ("Replication:PinTime", "00:10:00"), ("Replication:BytesPerSecond", $"{1 << 20}")]);
        using var call = Client(node).Snapshot(new SnapshotRequest(), NodeHost.Call());
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        clock.Pass(TimeSpan.FromMinutes(11));
        await TakeCheckpointsAsync(node, 3);

        var gone = await Assert.ThrowsAsync<RpcException>(call.RestAsync);

        Assert.Equal("SNAPSHOT_GONE", Failures.ReasonOf(gone));
        Assert.Equal(2, PeerFolders.PartsOf(node).Index.Checkpoints.Revisions.Count);
    }

    [Fact]
    public async Task Snapshot_FifthReader_IsToldToComeAgain()
    {
        using var folders = await PeerFolders.MakeAsync();
        await using var node = await NodeHost.StartAsync(folders.Peer, [.. PeerFolders.Open, ("Replication:BytesPerSecond", $"{1 << 20}")]);
        var calls = Enumerable.Range(0, 4).Select(_ => Client(node).Snapshot(new SnapshotRequest(), NodeHost.Call())).ToArray();
        foreach (var call in calls)
        {
            Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        }

        var busy = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(node, new SnapshotRequest()));

        Assert.Equal("SNAPSHOT_BUSY", Failures.ReasonOf(busy));
        Array.ForEach(calls, static call => call.Dispose());
    }

    [Fact]
    public async Task Snapshot_DamagedAtRest_IsSaidAndNotSent()
    {
        using var folders = await PeerFolders.MakeAsync();
        await using var node = await NodeHost.StartAsync(folders.Peer, PeerFolders.Open);
        await using (var records = File.Open(Path.Combine(folders.Peer.Index, "records.log.0"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            records.Position = 300;
            records.WriteByte(0xEE);
        }

        var damaged = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(node, new SnapshotRequest()));

        Assert.Equal(StatusCode.DataLoss, damaged.StatusCode);
        Assert.Equal("SNAPSHOT_DAMAGED", Failures.ReasonOf(damaged));
    }

    [Fact]
    public async Task Follow_FromAnyRevision_GivesTheRawEventsAndWaitsAtTheHead()
    {
        using var folders = await PeerFolders.MakeAsync();
        await using var node = await NodeHost.StartAsync(folders.Peer, PeerFolders.Open);
        var log = PeerFolders.PartsOf(node).Log;
        using var call = Client(node).Follow(new FollowRequest { Epoch = log.Epoch, FromRevision = 3 }, NodeHost.Call());
        for (var revision = 3UL; revision <= log.Head.Revision; revision++)
        {
            Assert.Equal(revision, (await NextAsync(call)).Revision);
        }

        var next = NextAsync(call);
        Assert.False(next.IsCompleted);
        await node.ApplyAsync(Samples.DescribeUnit(name: "第三样例单位"));

        var last = await next;
        Assert.Equal(log.Head.Revision, last.Revision);
        using var proved = Client(node).Follow(
            new FollowRequest { Epoch = log.Epoch, FromRevision = last.Revision, AfterChain = last.PreviousChain }, NodeHost.Call());
        Assert.Equal(last, await NextAsync(proved));
    }

    [Fact]
    public async Task Follow_WhatTheLogCannotGive_EndsWithItsReason()
    {
        using var folders = await PeerFolders.MakeAsync();
        var trimmed = await folders.OtherAsync(trimmedTo: 5);
        PeerFolders.Copy(folders.Peer.Index, trimmed.Index);
        await using var node = await NodeHost.StartAsync(trimmed, PeerFolders.Open);
        var log = PeerFolders.PartsOf(node).Log;

        await AssertFailsAsync("REVISION_TRIMMED", StatusCode.OutOfRange, new FollowRequest { Epoch = log.Epoch, FromRevision = 1 });
        await AssertFailsAsync("OTHER_EPOCH", StatusCode.FailedPrecondition, new FollowRequest { Epoch = "ffffffffffffffff", FromRevision = 1 });
        await AssertFailsAsync("OTHER_HISTORY", StatusCode.FailedPrecondition, new FollowRequest { Epoch = log.Epoch, FromRevision = log.Head.Revision + 2 });
        await AssertFailsAsync("OTHER_HISTORY", StatusCode.FailedPrecondition, new FollowRequest { Epoch = log.Epoch, FromRevision = log.Head.Revision, AfterChain = ByteString.CopyFrom(new byte[ChainValue.SizeBytes]) });
        await AssertFailsAsync("INVALID_FIELD", StatusCode.InvalidArgument, new FollowRequest { Epoch = log.Epoch });
        await AssertFailsAsync("INVALID_FIELD", StatusCode.InvalidArgument, new FollowRequest { Epoch = log.Epoch, FromRevision = 5, AfterChain = ByteString.CopyFrom(1) });

        async Task AssertFailsAsync(string reason, StatusCode status, FollowRequest request)
        {
            using var call = Client(node).Follow(request, NodeHost.Call());
            var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            Assert.Equal(reason, Failures.ReasonOf(failure));
            Assert.Equal(status, failure.StatusCode);
        }
    }

    [Fact]
    public async Task Streams_NodeDrains_EndWithShuttingDown()
    {
        await using var node = await NodeHost.StartAsync(PeerFolders.Open);
        using var call = Client(node).Follow(new FollowRequest { Epoch = PeerFolders.PartsOf(node).Log.Epoch, FromRevision = 1 }, NodeHost.Call());
        await NextAsync(call);

        node.Services.GetRequiredService<Server.Hosting.Node>().Drain();
        var ended = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        Assert.Equal("SHUTTING_DOWN", Failures.ReasonOf(ended));
    }

    private static ReplicationService.ReplicationServiceClient Client(NodeHost node) => new(node.RegistryChannel);

    private static async Task<ChangeEvent> NextAsync(AsyncServerStreamingCall<FollowResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        return ChangeEvent.Parser.ParseFrom(call.ResponseStream.Current.Event);
    }

    private static async Task<List<SnapshotResponse>> ReadAsync(NodeHost node, SnapshotRequest request)
    {
        using var call = Client(node).Snapshot(request, NodeHost.Call());
        return await call.RestAsync();
    }

    private static async Task TakeCheckpointsAsync(NodeHost node, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await node.ApplyAsync(Samples.DescribeUnit(name: $"样例单位{PeerFolders.PartsOf(node).Log.Head.Revision}"));
            await PeerFolders.CheckpointAsync(node);
        }
    }
}
