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

    // But for the source, which speaks again.
    [Fact]
    public async Task ImportChanges_SameFileAgain_AppendsNothingMore()
    {
        await using var node = await NodeHost.StartAsync();
        var first = await ImportAsync(node, blocks: 3);
        var before = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());

        // Of the same moment even the registration of the source would be a repetition.
        node.Clock.Now += TimeSpan.FromSeconds(1);
        var second = await ImportAsync(node, blocks: 3);

        var after = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());
        Assert.Equal(before.HeadRevision + 1, after.HeadRevision);
        Assert.Equal(first.Select(block => (block.Revision, block.Applied)), second.Select(block => (block.Revision, block.Applied)));
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

    // A department that delivers its unchanged list every day is not silent.
    [Fact]
    public async Task ImportChanges_SameFileAgain_TheSourceHasSpokenAgain()
    {
        await using var node = await NodeHost.StartAsync();
        await ImportAsync(node, blocks: 1);
        var first = Assert.Single((await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Sources).LastChangeAt;
        node.Clock.Now += TimeSpan.FromHours(5);

        Assert.True(Assert.Single(await ImportAsync(node, blocks: 1)).Duplicate);

        var again = Assert.Single((await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Sources).LastChangeAt;
        Assert.Equal(first.ToDateTimeOffset() + TimeSpan.FromHours(5), again.ToDateTimeOffset());
    }

    // Whoever stands in the rest of the file would be CLEAR.
    [Fact]
    public async Task ImportChanges_BrokenOff_CoversNothing()
    {
        await using var node = await NodeHost.StartAsync();
        using (var import = node.Registry.ImportChanges(NodeHost.Call()))
        {
            await import.RequestStream.WriteAsync(new ImportChangesRequest { Header = Header() }, TestContext.Current.CancellationToken);
            await import.RequestStream.WriteAsync(Block(0, [Samples.Order()]), TestContext.Current.CancellationToken);
            Assert.True(await import.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            Assert.Equal(1u, import.ResponseStream.Current.Applied);
            Assert.Empty((await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Sources);
        }

        Assert.Empty((await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Sources);
        await ImportAsync(node, [Block(0, [Samples.Order()])]);
        Assert.Single((await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Sources);
    }

    // Nobody sends ten million rows to hear it afterwards.
    [Fact]
    public async Task ImportChanges_SourceOfAnUnknownList_RefusedBeforeTheRows()
    {
        await using var node = await NodeHost.StartAsync();
        var header = Header();
        header.Source.ListTypes.Add("no_such_list");
        using var import = node.Registry.ImportChanges(NodeHost.Call());
        await import.RequestStream.WriteAsync(new ImportChangesRequest { Header = header }, TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<RpcException>(() => import.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal(["header.source"], Failures.FieldsOf(failure));
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
    public async Task ImportChanges_RowsOfTheWrongForm_AreRefusedAlone()
    {
        await using var node = await NodeHost.StartAsync();
        var bad = Samples.Order();
        bad.PutEntry.ValidFrom = "soon";
        var personal = Samples.Order(id: $"court:{Samples.Person}");
        var blocks = new[] { Block(0, [bad, Samples.Order(), new Change(), personal, Samples.Order(Samples.OtherPerson)]), Block(1, [bad.Clone()]), Block(2, [Samples.Describe()]) };

        var first = await ImportAsync(node, blocks);
        var again = await ImportAsync(node, blocks.Select(b => b.Clone()));

        Assert.Equal([2u, 0u, 1u], first.Select(block => block.Applied));
        Assert.Equal([true, false, true], again.Select(block => block.Duplicate));
        foreach (var progress in new[] { first, again })
        {
            var refused = progress[0].Refused.OrderBy(row => row.Row).ToArray();
            Assert.Equal([0u, 2u, 3u], refused.Select(row => row.Row));
            Assert.Equal([RefusalReason.InvalidField, RefusalReason.InvalidField, RefusalReason.PersonalData], refused.Select(row => row.Outcome.Reason));
            Assert.Equal("put_entry.valid_from: Not a civil day YYYY-MM-DD.", refused[0].Outcome.Detail);
            Assert.DoesNotContain(Samples.Person, progress[0].ToString(), StringComparison.Ordinal);
            Assert.Single(progress[1].Refused);
        }
    }

    [Fact]
    public async Task ImportChanges_RefusedAfterARowOfTheWrongForm_KeepsItsRowNumber()
    {
        await using var node = await NodeHost.StartAsync();
        var unknown = Samples.Order();
        unknown.PutEntry.ListType = "no_such_list";

        var block = Assert.Single(await ImportAsync(node, [Block(0, [new Change(), Samples.Order(), unknown])]));

        Assert.Equal(RefusalReason.UnknownListType, Assert.Single(block.Refused, row => row.Row == 2).Outcome.Reason);
    }

    [Fact]
    public async Task ImportChanges_NoHeader_IsRefused()
    {
        await using var node = await NodeHost.StartAsync();
        using var import = node.Registry.ImportChanges(NodeHost.Call());

        // The refusal may be there before the write has ended.
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await import.RequestStream.WriteAsync(Block(0, [Samples.Order()]), TestContext.Current.CancellationToken);
            await import.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        });

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
            if (reply.SourceOutcome == SourceOutcome.Unspecified)
            {
                progress.Add(reply);
            }
        }

        return progress;
    }
}
