using System.Security.Cryptography;
using CreditQuery.Cli.Sample;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

public sealed class ImportTests
{
    private const int BlockRows = 100;

    [Fact]
    public async Task ImportChanges_File_RegistersSourceAndApplies()
    {
        await using var node = await NodeHost.StartAsync();

        var progress = await ImportAsync(node, blocks: 5);

        Assert.Equal([0UL, 1UL, 2UL, 3UL, 4UL], progress.Select(block => block.BlockIndex));
        Assert.All(progress, block => Assert.Equal(BlockRows, (int)block.Applied));
        var status = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());
        var source = Assert.Single(status.Sources);
        Assert.Equal("2026-06-15", source.CoverageFrom);
        Assert.Equal(5UL * BlockRows, status.Subjects);
    }

    [Fact]
    public async Task ImportChanges_Resumed_RepeatsNothing()
    {
        await using var node = await NodeHost.StartAsync();
        var first = await ImportAsync(node, blocks: 3);
        node.Clock.Now += TimeSpan.FromHours(1);

        var second = await ImportAsync(node, blocks: 4);

        Assert.Equal([true, true, true, false], second.Select(block => block.Duplicate));
        Assert.Equal(first.Select(block => block.Revision), second.Take(3).Select(block => block.Revision));
    }

    [Fact]
    public async Task ImportChanges_RefusedRow_OthersAreApplied()
    {
        await using var node = await NodeHost.StartAsync();
        var unknown = Samples.Order();
        unknown.PutEntry.ListType = "no_such_list";

        var progress = await ImportAsync(node, [Block(0, [Samples.Order(), unknown, Samples.Order(Samples.OtherPerson)])]);

        var block = Assert.Single(progress);
        Assert.Equal(2u, block.Applied);
        var refused = Assert.Single(block.Refused);
        Assert.Equal(1u, refused.Row);
        Assert.Equal(RefusalReason.UnknownListType, refused.Outcome.Reason);
    }

    [Fact]
    public async Task ImportChanges_EmptyFile_CoversItsLists()
    {
        await using var node = await NodeHost.StartAsync();

        var progress = await ImportAsync(node, blocks: 0);

        Assert.Empty(progress);
        Assert.Single((await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Sources);
    }

    [Fact]
    public async Task ImportChanges_BadRow_TellsTheBlocksBefore()
    {
        await using var node = await NodeHost.StartAsync();
        var bad = Samples.Order();
        bad.PutEntry.ValidFrom = "soon";
        using var import = node.Registry.ImportChanges(NodeHost.Call());
        await import.RequestStream.WriteAsync(new ImportChangesRequest { Header = Header() }, TestContext.Current.CancellationToken);
        await import.RequestStream.WriteAsync(Block(0, [Samples.Order()]), TestContext.Current.CancellationToken);
        await import.RequestStream.WriteAsync(Block(1, [Samples.Order(), bad]), TestContext.Current.CancellationToken);
        await import.RequestStream.CompleteAsync();

        Assert.True(await import.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(1u, import.ResponseStream.Current.Applied);
        var failure = await Assert.ThrowsAsync<RpcException>(() => import.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(["block.changes[1].put_entry.valid_from"], Failures.FieldsOf(failure));
    }

    [Fact]
    public async Task ImportChanges_NoHeader_IsRefused()
    {
        await using var node = await NodeHost.StartAsync();
        using var import = node.Registry.ImportChanges(NodeHost.Call());
        await import.RequestStream.WriteAsync(Block(0, [Samples.Order()]), TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<RpcException>(() => import.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal(["header"], Failures.FieldsOf(failure));
    }

    private static ImportHeader Header()
    {
        var source = new PutSource { Source = "court" };
        source.ListTypes.Add(Samples.ListType);
        source.Regions.Add("000000");
        return new ImportHeader { FileDigest = ByteString.CopyFrom(SHA256.HashData("file"u8)), Author = "test:import", Source = source };
    }

    private static ImportChangesRequest Block(int index, IEnumerable<Change> changes)
    {
        var block = new ImportBlock { Index = (ulong)index };
        block.Changes.Add(changes);
        return new ImportChangesRequest { Block = block };
    }

    private static Task<IReadOnlyList<ImportProgress>> ImportAsync(NodeHost node, int blocks) =>
        ImportAsync(node, Enumerable.Range(0, blocks).Select(block => Block(
            block, Enumerable.Range(block * BlockRows, BlockRows).Select(row => Samples.Order(SampleIdentifiers.CitizenId(row), $"court:{row}")))));

    private static async Task<IReadOnlyList<ImportProgress>> ImportAsync(NodeHost node, IEnumerable<ImportChangesRequest> blocks)
    {
        using var import = node.Registry.ImportChanges(NodeHost.Call());
        await import.RequestStream.WriteAsync(new ImportChangesRequest { Header = Header() }, TestContext.Current.CancellationToken);
        foreach (var block in blocks)
        {
            await import.RequestStream.WriteAsync(block, TestContext.Current.CancellationToken);
        }

        await import.RequestStream.CompleteAsync();
        var progress = new List<ImportProgress>();
        await foreach (var reply in import.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            progress.Add(reply);
        }

        return progress;
    }
}
