using System.Security.Cryptography;
using CreditQuery.Cli.Sample;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Applying;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>A full disk: writers are told, reads go on, nothing is torn, and with room again everything goes on without a restart.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int BlockRows = 50;
    private const string RegistryService = "creditquery.v1.RegistryService";

    private readonly SmallDisk _disk = new();
    private readonly NodeFolder _folder = new();

    public FullDiskTests() => _folder.Configure = _disk.PutUnder;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ApplyChanges_DiskFull_IsRefusedReadsGoOnAndRoomMendsIt()
    {
        CheckSubjectResponse before;
        await using (var node = await NodeHost.StartAsync(_folder))
        {
            await node.ApplyAsync(Samples.Order());
            _disk.Room = 0;

            var refused = await Assert.ThrowsAsync<RpcException>(() => node.ApplyAsync(Samples.Order(Samples.OtherPerson)));
            using var health = node.Health.Watch(new HealthCheckRequest { Service = RegistryService }, NodeHost.Call());
            await health.WaitForAsync(HealthCheckResponse.Types.ServingStatus.NotServing);

            Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
            Assert.Equal("DISK_FULL", Failures.ReasonOf(refused));
            Assert.Contains("Log:Path", refused.Status.Detail, StringComparison.Ordinal);
            Assert.Equal(Conclusion.Block, (await node.CheckAsync(Samples.AirCheck())).Conclusion);

            // A checkpoint meanwhile fails and holds nobody up.
            await TakeCheckpointAsync(node);
            Assert.Contains(node.Log.Lines, line => line.Contains("CheckpointFailed", StringComparison.Ordinal));
            Assert.Equal(Conclusion.Block, (await node.CheckAsync(Samples.AirCheck())).Conclusion);

            _disk.Room = long.MaxValue;
            await node.ApplyAsync(Samples.Order(Samples.OtherPerson));
            await health.WaitForAsync(HealthCheckResponse.Types.ServingStatus.Serving);
            await TakeCheckpointAsync(node);
            Assert.Contains(node.Log.Lines, line => line.Contains("CheckpointTaken", StringComparison.Ordinal));
            before = await node.CheckAsync(Samples.AirCheck(Samples.OtherPerson));
        }

        await using var again = await NodeHost.StartAsync(_folder);
        RestartTests.AssertSame(before, await again.CheckAsync(Samples.AirCheck(Samples.OtherPerson)));
        Assert.DoesNotContain(again.Log.Lines, line => line.Contains("CheckpointUnusable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ImportChanges_DiskFullUnderACallerWhoGoesOnSending_EndsAndResumes()
    {
        const int Blocks = 60;
        await using var node = await NodeHost.StartAsync(_folder);
        _disk.Room = 40_000;
        using (var import = node.Registry.ImportChanges(NodeHost.Call()))
        {
            // One block is in before the rest comes: on a busy machine all of it may be one write, which fails as a whole.
            await import.RequestStream.WriteAsync(new ImportChangesRequest { Header = Header() }, TestContext.Current.CancellationToken);
            await import.RequestStream.WriteAsync(Block(0), TestContext.Current.CancellationToken);
            Assert.True(await import.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            var sending = SendForeverAsync(import.RequestStream);
            var told = await Assert.ThrowsAsync<RpcException>(async () =>
            {
                while (await import.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken))
                {
                }
            });
            await sending.WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);

            Assert.Equal(StatusCode.ResourceExhausted, told.StatusCode);
            Assert.Equal("DISK_FULL", Failures.ReasonOf(told));
        }

        _disk.Room = long.MaxValue;
        using var resumed = node.Registry.ImportChanges(NodeHost.Call());
        await resumed.RequestStream.WriteAsync(new ImportChangesRequest { Header = Header() }, TestContext.Current.CancellationToken);
        for (var block = 0; block < Blocks; block++)
        {
            await resumed.RequestStream.WriteAsync(Block(block), TestContext.Current.CancellationToken);
        }

        await resumed.RequestStream.CompleteAsync();
        var progress = new List<ImportProgress>();
        await foreach (var reply in resumed.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            progress.Add(reply);
        }

        Assert.Contains(progress, block => block.Duplicate);
        Assert.All(progress, block => Assert.Equal(BlockRows, (int)(block.Applied + block.Unchanged)));
        var status = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());
        Assert.Equal((ulong)(Blocks * BlockRows), status.Subjects);
    }

    private static Task TakeCheckpointAsync(NodeHost node)
    {
        var parts = node.Services.GetRequiredService<Server.Hosting.Node>().Require();
        return Task.Run(() => node.Services.GetRequiredService<Checkpoints>().TakeAsync(parts, TestContext.Current.CancellationToken))
            .WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
    }

    private static async Task SendForeverAsync(IClientStreamWriter<ImportChangesRequest> requests)
    {
        try
        {
            for (var block = 1; ; block++)
            {
                await requests.WriteAsync(Block(block), TestContext.Current.CancellationToken);
            }
        }
        catch (Exception end) when (end is RpcException or InvalidOperationException or IOException)
        {
            // The call is over.
        }
    }

    internal static ImportHeader Header() => new() { FileDigest = ByteString.CopyFrom(SHA256.HashData("full disk"u8)), Author = "test:import" };

    internal static ImportChangesRequest Block(int index)
    {
        var block = new ImportBlock { Index = (ulong)index };
        block.Changes.Add(Enumerable.Range(index * BlockRows, BlockRows).Select(row => Samples.Order(SampleIdentifiers.CitizenId(row), $"court:{row}")));
        return new ImportChangesRequest { Block = block };
    }
}
