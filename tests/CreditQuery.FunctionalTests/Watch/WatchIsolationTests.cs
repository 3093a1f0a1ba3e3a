using System.Collections.Concurrent;
using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>A subscriber that is slow, far behind or restless is a matter of its own stream; and a node that stops lets each go with a token.</summary>
public sealed class WatchIsolationTests
{
    private const int Units = 1_000;

    [Fact]
    public async Task Watch_OneNeverReads_OthersGetEverythingAndChangesAreApplied()
    {
        const int Rounds = 12;
        await using var node = await NodeHost.StartAsync();
        using var elsewhere = GrpcChannel.ForAddress(node.Services.GetRequiredService<CreditQuery.Server.Hosting.BoundPorts>().Query);
        using var still = new StatusWatchService.StatusWatchServiceClient(elsewhere).Watch(new WatchRequest { Mode = WatchMode.FromNow }, NodeHost.Call());
        using var watcher = await Watcher.FromNowAsync(node);

        // Several megabytes: more than the windows of a connection that nobody reads.
        for (var round = 0; round < Rounds; round++)
        {
            var id = $"test:{round}";
            await node.ApplyAsync([.. Enumerable.Range(0, Units).Select(n => Put(n, id))]);
            Assert.All(await watcher.EventsAsync(Units), e => Assert.Equal(id, e.EntryId));
        }

        // It has lost nothing either.
        var told = 0;
        while (told < Rounds * Units && await still.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            told += still.ResponseStream.Current.Event is null ? 0 : 1;
        }

        Assert.Equal(Rounds * Units, told);
    }

    [Fact]
    public async Task Watch_OneComesAndGoes_OthersGetEverythingAndNoSeatIsLost()
    {
        await using var node = await NodeHost.StartAsync();
        using var watcher = await Watcher.FromNowAsync(node);
        for (var round = 0; round < 30; round++)
        {
            using (await Watcher.FromNowAsync(node))
            {
                await node.ApplyAsync(Put(round, "test:a"));
            }

            Assert.Equal("test:a", (await watcher.EventAsync()).EntryId);
        }
    }

    [Fact]
    public async Task Watch_NodeStopsWithManyStreams_EachEndsWithATokenThatResumes()
    {
        const int Streams = 300;
        using var folder = new NodeFolder();
        var clock = new TestClock();
        var tokens = new ConcurrentBag<Google.Protobuf.ByteString>();
        await using (var node = await NodeHost.StartAsync(folder, own: false, clock))
        {
            var watches = new StatusWatchService.StatusWatchServiceClient(node.QueryChannel);
            var request = new WatchRequest { Mode = WatchMode.FromNow, ProgressInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) };
            var opened = new CountdownEvent(Streams);
            var streams = Enumerable.Range(0, Streams).Select(_ => ReadAsync(watches.Watch(request, NodeHost.Call()), opened, tokens)).ToArray();
            await Task.Run(() => opened.Wait(NodeHost.Patience, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

            await node.StopAsync();
            await Task.WhenAll(streams);
        }

        Assert.Equal(Streams, tokens.Count);
        await using var again = await NodeHost.StartAsync(folder, own: false, clock);
        using var resumed = Watcher.Resume(again, tokens.First());
        await again.ApplyAsync(Put(1, "test:next"));
        Assert.Equal("test:next", (await resumed.EventAsync()).EntryId);
    }

    private static async Task ReadAsync(AsyncServerStreamingCall<WatchResponse> call, CountdownEvent opened, ConcurrentBag<Google.Protobuf.ByteString> tokens)
    {
        using (call)
        {
            WatchResponse? last = null;
            while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            {
                _ = last is null && opened.Signal();
                last = call.ResponseStream.Current;
            }

            tokens.Add(Assert.IsType<GoingAway>(last?.GoingAway).Token);
        }
    }

    private static Change Put(int unit, string id) => HistoryChanges.Put(
        new EntryRef { Subject = Samples.UnitSubject(SampleIdentifiers.Uscc(unit)), EntryId = id }, "abnormal_operation");
}
