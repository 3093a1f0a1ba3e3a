using CreditQuery.Cli.Sample;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Hosting;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>A full index: puts are refused first; a node that cannot apply stops and says so.</summary>
public sealed class RoomTests
{
    private static readonly (string Key, string Value)[] HalfFull = [("Index:RecordMemoryBytes", "67108864"), ("Index:FullAt", "0.5")];
    private static readonly (string Key, string Value)[] Small = [("Index:RecordMemoryBytes", "16777216")];

    [Fact]
    public async Task ApplyChanges_NearlyFull_TakesOnlyWhatLiftsABurden()
    {
        await using var node = await NodeHost.StartAsync(HalfFull);
        await node.ApplyAsync(Samples.Order());
        var parts = PartsOf(node);
        for (var block = 0; !parts.Index.IsFull; block++)
        {
            await AppendAsync(node, parts, block);
            await node.WaitForRevisionAsync(parts.Log.Head.Revision);
        }

        var failure = await Assert.ThrowsAsync<RpcException>(() => node.ApplyAsync(Samples.Order(id: "court:more")));
        await node.ApplyAsync(new Change
        {
            ExitEntry = new ExitEntry { Entry = Samples.Order().PutEntry.Entry, Reason = "performed", NoticeNo = "n-1" },
        });

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal("INDEX_FULL", Failures.ReasonOf(failure));
    }

    [Fact]
    public async Task Apply_EventDoesNotFit_StopsServingAndSaysSo()
    {
        await using var node = await NodeHost.StartAsync(Small);
        node.Log.Expected.Add("ApplyStopped");
        node.Log.Expected.Add("LoadFailed");
        var parts = PartsOf(node);
        for (var block = 0; parts.Applier.Fault is null; block++)
        {
            // Past the refusal of puts, as another writer of the log would.
            await AppendAsync(node, parts, block);
        }

        var failure = await Assert.ThrowsAsync<RpcException>(() => node.CheckAsync(Samples.AirCheck()));
        using var health = node.Health.Watch(new HealthCheckRequest(), NodeHost.Call());
        await health.WaitForAsync(HealthCheckResponse.Types.ServingStatus.NotServing);

        Assert.Equal("APPLY_STOPPED", Failures.ReasonOf(failure));
        Assert.Contains(node.Log.Lines, line => line.Contains("does not fit", StringComparison.Ordinal));
    }

    private static NodeParts PartsOf(NodeHost node) => node.Services.GetRequiredService<Server.Hosting.Node>().Require();

    private static async Task AppendAsync(NodeHost node, NodeParts parts, int block)
    {
        const int Rows = 1_000;
        var set = new ChangeSet { Independent = true };
        for (var row = 0; row < Rows; row++)
        {
            var change = Samples.Describe(SampleIdentifiers.CitizenId((block * Rows) + row));
            Assert.Null(parts.Seal.Seal(change.PutSubject.Subject, out _, out _));
            set.Changes.Add(change);
        }

        await parts.Log.AppendAsync(set.ToByteArray(), CreditQuery.Log.ChangeId.New(node.Clock), "test", TestContext.Current.CancellationToken);
    }
}
