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

/// <summary>What a peer gets of a node's journal: the end of it up to a place, of one history, within bounds.</summary>
public sealed class JournalServiceTests
{
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
        var gone = await Assert.ThrowsAsync<RpcException>(call.RestAsync);

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
        var ended = await Assert.ThrowsAsync<RpcException>(call.RestAsync);

        Assert.Equal(("SHUTTING_DOWN", StatusCode.Unavailable), (Failures.ReasonOf(ended), ended.StatusCode));
    }

    /// <summary>Everything that a journal stream brings.</summary>
    internal static async Task<List<JournalResponse>> JournalAsync(NodeHost node, JournalRequest request)
    {
        using var call = Client(node).Journal(request, NodeHost.Call());
        return await call.RestAsync();
    }

    private static ReplicationService.ReplicationServiceClient Client(NodeHost node) => new(node.RegistryChannel);

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
}
