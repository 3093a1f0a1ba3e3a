using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Killed, stopped, restored and mixed up: every acknowledged change is there, or the node says what is wrong.</summary>
public sealed class HostileOperatorTests : IDisposable
{
    private const int Blocks = 40;

    private readonly NodeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_EndedHalfWay_ResumesWithoutRepeating(bool killed)
    {
        var told = new List<ImportProgress>();
        await using (var server = await ServerProcess.StartAsync(_folder, ("Server:CheckpointInterval", "00:00:01")))
        {
            using var import = server.Registry.ImportChanges(NodeHost.Call());
            await import.RequestStream.WriteAsync(new ImportChangesRequest { Header = FullDiskTests.Header() }, TestContext.Current.CancellationToken);
            for (var block = 0; block < 5; block++)
            {
                await import.RequestStream.WriteAsync(FullDiskTests.Block(block), TestContext.Current.CancellationToken);
                Assert.True(await import.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
                told.Add(import.ResponseStream.Current);
            }

            await import.RequestStream.WriteAsync(FullDiskTests.Block(5), TestContext.Current.CancellationToken);
            if (killed)
            {
                await server.KillAsync();
            }
            else
            {
                Assert.Equal(0, await server.TerminateAsync());
            }

            var end = await Assert.ThrowsAsync<RpcException>(async () =>
            {
                while (await import.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
                {
                }
            });
            Assert.Contains(end.StatusCode, new[] { StatusCode.Unavailable, StatusCode.Internal, StatusCode.Cancelled });
        }

        await using var again = await ServerProcess.StartAsync(_folder);
        var resumed = await ResumeAsync(again);

        Assert.Equal(Blocks, resumed.Count);
        Assert.All(resumed.Take(told.Count), block => Assert.True(block.Duplicate));
        Assert.Equal(told.Select(block => block.Revision), resumed.Take(told.Count).Select(block => block.Revision));
        Assert.False(resumed[^1].Duplicate);
    }

    [Fact]
    public async Task Stop_WhileCheckpointsAreTaken_EndsCleanAndKeepsEverything()
    {
        var revision = 0UL;
        await using (var server = await ServerProcess.StartAsync(_folder, ("Server:CheckpointInterval", "00:00:01")))
        {
            var until = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(until) < TimeSpan.FromSeconds(1.2))
            {
                revision = await OrderAsync(server);
            }

            var started = TimeProvider.System.GetTimestamp();
            Assert.Equal(0, await server.TerminateAsync());
            Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }

        await using var again = await ServerProcess.StartAsync(_folder);
        var answer = await again.Checks.CheckSubjectAsync(Samples.AirCheck(), NodeHost.Call());
        Assert.Equal(revision, answer.Freshness.Revision);
    }

    [Fact]
    public async Task Start_CheckpointNewerThanTheLog_Refuses()
    {
        var old = Path.Combine(_folder.Root, "old-log");
        await FillAsync();
        Copy(_folder.Log, old);
        await FillAsync();
        Directory.Delete(_folder.Log, recursive: true);
        Copy(old, _folder.Log);

        var run = await ServerRun.RunAsync(_folder, []);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The index is no state of this log", run.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(_folder.Index, "manifest-*"));
    }

    private async Task FillAsync()
    {
        await using var node = await NodeHost.StartAsync(_folder);
        await node.ApplyAsync(Samples.Order(id: $"court:{Guid.NewGuid():N}"));
    }

    private static async Task<ulong> OrderAsync(ServerProcess server)
    {
        var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(TimeProvider.System).ToString(), Author = "test:stop" };
        request.Changes.Add(Samples.Order(id: $"court:{Guid.NewGuid():N}"[..30]));
        return (await server.Registry.ApplyChangesAsync(request, NodeHost.Call())).AtLeast.Revision;
    }

    private static async Task<List<ImportProgress>> ResumeAsync(ServerProcess server)
    {
        using var import = server.Registry.ImportChanges(NodeHost.Call());
        await import.RequestStream.WriteAsync(new ImportChangesRequest { Header = FullDiskTests.Header() }, TestContext.Current.CancellationToken);
        for (var block = 0; block < Blocks; block++)
        {
            await import.RequestStream.WriteAsync(FullDiskTests.Block(block), TestContext.Current.CancellationToken);
        }

        await import.RequestStream.CompleteAsync();
        var progress = new List<ImportProgress>();
        await foreach (var reply in import.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            progress.Add(reply);
        }

        return progress;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
