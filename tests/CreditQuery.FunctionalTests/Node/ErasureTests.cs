using System.Text;
using CreditQuery.Cli.Sample;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Applying;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>What was erased leaves the disk also where nothing is recorded any more.</summary>
public sealed class ErasureTests
{
    private const string Invented = "invented cause, to be erased";

    [Fact]
    public async Task Erase_RegistryThatStandsStill_BytesLeaveTheIndexWithinTwoIntervalsOfACompaction()
    {
        using var folder = new NodeFolder();
        await using var node = await NodeHost.StartAsync(folder, ("Server:CheckpointInterval", "00:00:01"), ("Index:CompactionInterval", "1.00:00:00"));
        var order = Samples.Order(SampleIdentifiers.CitizenId(1), "court:1");
        order.PutEntry.CauseText = Invented;
        await node.ApplyAsync(order);
        await node.ApplyAsync(Samples.Order(SampleIdentifiers.CitizenId(2), "court:2"));
        await CheckpointAsync(node);
        var erase = new Change { EraseSubject = new EraseSubject { Subject = Samples.Order(SampleIdentifiers.CitizenId(1)).PutEntry.Entry.Subject, DecisionRef = "d:1" } };
        var revision = (await node.ApplyAsync(erase)).AtLeast.Revision;
        await CheckpointAsync(node);
        Assert.True(IsOnDisk(folder));

        // The pass comes with the clock alone; then two checkpoints of one revision.
        node.Clock.Pass(TimeSpan.FromDays(2));
        await node.Log.SeenAsync("Compacted");
        await UntilAsync(() => !IsOnDisk(folder));

        var parts = node.Services.GetRequiredService<Server.Hosting.Node>().Require();
        Assert.Equal(revision, parts.Index.Current.Revision);
        Assert.Equal([revision, revision], parts.Index.Checkpoints.Revisions);
        Assert.False(parts.Index.Checkpoints.IsDue);
        Assert.Equal(Conclusion.Block, (await node.CheckAsync(Samples.AirCheck(SampleIdentifiers.CitizenId(2)))).Conclusion);
    }

    private static Task CheckpointAsync(NodeHost node) => node.Services.GetRequiredService<Checkpoints>()
        .TakeAsync(node.Services.GetRequiredService<Server.Hosting.Node>().Require(), TestContext.Current.CancellationToken);

    private static bool IsOnDisk(NodeFolder folder) => Directory.EnumerateFiles(folder.Index, "*", SearchOption.AllDirectories)
        .Where(static path => Path.GetFileName(path) != "lock")
        .Any(static path => Contains(path, Encoding.UTF8.GetBytes(Invented)));

    private static bool Contains(string path, byte[] text)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new MemoryStream();
            file.CopyTo(content);
            return content.GetBuffer().AsSpan(0, (int)content.Length).IndexOf(text) >= 0;
        }
        catch (FileNotFoundException)
        {
            // An older checkpoint went just now.
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> isDone)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(NodeHost.Patience);
        while (!isDone())
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
