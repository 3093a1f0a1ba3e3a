using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Watch;
using CreditQuery.Index.Transfer;
using CreditQuery.Log;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Replication;
using CreditQuery.Server.Watch;
using CreditQuery.Server.Watch.Journal;
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

        var gone = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            {
            }
        });

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
    public async Task Journal_UpToAPlace_IsWhatTheFilesHoldUpToIt()
    {
        using var folders = await PeerFolders.MakeAsync();
        var request = folders.JournalRequest();
        var expected = JournalFrames.Of(folders.Peer, request.Epoch).Where(frame => frame.Revision <= request.Revision).ToList();
        await using var node = await NodeHost.StartAsync(folders.Peer, PeerFolders.Open);

        var messages = await JournalAsync(node, request);

        Assert.NotEmpty(expected);
        Assert.Equal((0UL, 0), (messages[0].Head.AfterRevision, messages[0].Head.AfterDay));
        Assert.Equal(expected, FramesOf(messages));
    }

    [Fact]
    public async Task Journal_MostBytes_AreTheNewestFromTheBeginningOfAPlace()
    {
        await using var node = await NodeHost.StartAsync([.. PeerFolders.Open, ("Watch:SegmentBytes", $"{4 << 10}")]);
        for (var n = 0; n < 60; n++)
        {
            await node.ApplyAsync([.. Enumerable.Range(0, 4).Select(unit => Samples.Listed($"{n}-{unit}"))]);
        }

        var request = RequestOf(node);
        var all = FramesOf(await JournalAsync(node, request));
        foreach (var most in (int[])[1, 300, 3_000, 6_000, 10_000, 1 << 20])
        {
            request.MostBytes = (ulong)most;
            var messages = await JournalAsync(node, request);
            var frames = FramesOf(messages);

            Assert.InRange(messages[0].Head.Bytes, most > all.Count * 40 ? 1UL : 0, (ulong)most);
            Assert.Equal(all.TakeLast(frames.Count), frames);
            Assert.True(frames.Count == 0 || frames[0].FirstOrdinal == 0);
            Assert.Equal(frames.Count == all.Count ? 0 : all[^(frames.Count + 1)].Revision, messages[0].Head.AfterRevision);

            // One place more would be too much.
            var place = all.SkipLast(frames.Count).Reverse().TakeWhile((frame, i) => i == 0 || frame.FirstOrdinal > 0).Sum(static frame => 8 + frame.CalculateSize());
            Assert.True(place == 0 || messages[0].Head.Bytes + (ulong)place > (ulong)most);
        }
    }

    [Fact]
    public async Task Journal_WhatIsNotOfThisHistory_IsRefusedWithItsReason()
    {
        using var folders = await PeerFolders.MakeAsync();
        await using var node = await NodeHost.StartAsync(folders.Peer, PeerFolders.Open);

        await AssertFailsAsync("OTHER_EPOCH", StatusCode.FailedPrecondition, static request => request.Epoch = "ffffffffffffffff");
        await AssertFailsAsync("OTHER_HISTORY", StatusCode.FailedPrecondition, static request => request.Chain = ByteString.CopyFrom(new byte[ChainValue.SizeBytes]));
        await AssertFailsAsync("OTHER_HISTORY", StatusCode.FailedPrecondition, static request => request.Revision--);
        await AssertFailsAsync("NOT_READY", StatusCode.Unavailable, static request => request.Revision += 1_000);
        await AssertFailsAsync("NOT_READY", StatusCode.Unavailable, request => (request.Revision, request.Day) = (PeerFolders.PartsOf(node).Index.Current.Revision, request.Day + 1));
        foreach (var (field, change) in new (string, Action<JournalRequest>)[]
        {
            ("revision", static request => request.Revision = 0), ("chain", static request => request.Chain = ByteString.CopyFrom(1)),
            ("day", static request => request.Day = -1), ("most_bytes", static request => request.MostBytes = 0),
        })
        {
            Assert.Equal([field], Failures.FieldsOf(await AssertFailsAsync("INVALID_FIELD", StatusCode.InvalidArgument, change)));
        }

        async Task<RpcException> AssertFailsAsync(string reason, StatusCode status, Action<JournalRequest> change)
        {
            var request = folders.JournalRequest();
            change(request);
            var failure = await Assert.ThrowsAsync<RpcException>(() => JournalAsync(node, request));
            Assert.Equal((reason, status), (Failures.ReasonOf(failure), failure.StatusCode));
            return failure;
        }
    }

    [Fact]
    public async Task Journal_BeganLater_TellsThatNothingIsThere()
    {
        using var folders = await PeerFolders.MakeAsync();
        Directory.Delete(folders.Peer.Journal, recursive: true);
        await using var node = await NodeHost.StartAsync(folders.Peer, PeerFolders.Open);
        await node.ApplyAsync(Samples.Order(id: "999999-court:3"));
        var request = folders.JournalRequest();
        request.Day--;

        var head = Assert.Single(await JournalAsync(node, request)).Head;

        Assert.Equal((request.Revision, request.Day, 0UL), (head.AfterRevision, head.AfterDay, head.Bytes));
    }

    [Fact]
    public async Task Journal_TrimmedWhileItIsRead_EndsWithItsReason()
    {
        await using var node = await NodeHost.StartAsync(
            [.. PeerFolders.Open, ("Watch:SegmentBytes", $"{1 << 20}"), ("Watch:JournalBytes", $"{2 << 20}"), ("Replication:BytesPerSecond", $"{1 << 20}")]);
        await FillAsync(node, 3 << 20);
        using var call = Client(node).Journal(RequestOf(node), NodeHost.Call());
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        // What is trimmed goes with the next checkpoint.
        await PeerFolders.CheckpointAsync(node);
        var gone = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            {
            }
        });

        Assert.Equal(("SNAPSHOT_GONE", StatusCode.NotFound), (Failures.ReasonOf(gone), gone.StatusCode));
    }

    [Fact]
    public async Task Journal_NodeDrains_EndsWithShuttingDown()
    {
        await using var node = await NodeHost.StartAsync([.. PeerFolders.Open, ("Replication:BytesPerSecond", $"{1 << 20}")]);
        await FillAsync(node, 2 << 20);
        using var call = Client(node).Journal(RequestOf(node), NodeHost.Call());
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        node.Services.GetRequiredService<Server.Hosting.Node>().Drain();
        var ended = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            {
            }
        });

        Assert.Equal(("SHUTTING_DOWN", StatusCode.Unavailable), (Failures.ReasonOf(ended), ended.StatusCode));
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
        var messages = new List<SnapshotResponse>();
        using var call = Client(node).Snapshot(request, NodeHost.Call());
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            messages.Add(call.ResponseStream.Current);
        }

        return messages;
    }

    /// <summary>Everything that a journal stream brings.</summary>
    internal static async Task<List<JournalResponse>> JournalAsync(NodeHost node, JournalRequest request)
    {
        var messages = new List<JournalResponse>();
        using var call = Client(node).Journal(request, NodeHost.Call());
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            messages.Add(call.ResponseStream.Current);
        }

        return messages;
    }

    private static JournalRequest RequestOf(NodeHost node)
    {
        var place = IndexPlace.Of(PeerFolders.PartsOf(node).Index);
        return new JournalRequest
        {
            Epoch = PeerFolders.PartsOf(node).Log.Epoch,
            Revision = place.At.Revision,
            Day = place.At.Day,
            Chain = ByteString.CopyFrom(place.Chain.Span),
            MostBytes = 1 << 30,
        };
    }

    private static List<JournalBatch> FramesOf(List<JournalResponse> messages)
    {
        Assert.All(messages.Skip(1), static message => Assert.Equal(Crc32C.Of(message.Block.Frames.Span), message.Block.Checksum));
        var bytes = messages.Skip(1).SelectMany(static message => message.Block.Frames).ToArray().AsSpan();
        Assert.Equal(messages[0].Head.Bytes, (ulong)bytes.Length);
        var frames = new List<JournalBatch>();
        while (!bytes.IsEmpty)
        {
            var length = JournalFrame.LengthOf(bytes);
            Assert.True(JournalFrame.IsSound(bytes, bytes.Slice(JournalFrame.HeadBytes, length)));
            frames.Add(JournalBatch.Parser.ParseFrom(bytes.Slice(JournalFrame.HeadBytes, length)));
            bytes = bytes[(JournalFrame.HeadBytes + length)..];
        }

        return frames;
    }

    // Until the journal holds so many bytes.
    private static async Task FillAsync(NodeHost node, long bytes)
    {
        var journal = node.Services.GetRequiredService<StatusFeed>().Journal!;
        for (var n = 0; journal.Segments.Sum(static segment => segment.Length) < bytes; n++)
        {
            await node.ApplyAsync([.. Enumerable.Range(0, 1_000).Select(unit => HistoryChanges.Put(
                new EntryRef { Subject = Samples.UnitSubject(SampleIdentifiers.Uscc((n * 1_000) + unit)), EntryId = "test:e" }, "abnormal_operation", "2026-01-01", "2027-01-01"))]);
        }
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
