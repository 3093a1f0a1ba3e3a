using System.Security.Cryptography;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Policy;

/// <summary>A source in whose delivery a row is missing covers nothing: whoever stands in that row must not be CLEAR.</summary>
public sealed class MissingRowsTests
{
    private const string Source = "court";

    [Fact]
    public async Task ImportChanges_RefusedRow_CoversNothing()
    {
        await using var node = await StartAsync();

        var last = (await ImportAsync(node, Header(), Block(0, Samples.Order(), Unknown())))[^1];

        Assert.Equal((SourceOutcome.Withheld, 1ul, 1ul), (last.SourceOutcome, last.MissingRows, last.BlockIndex));
        await AssertMissingAsync(node, rows: 1, isWithheld: true);
    }

    [Fact]
    public async Task ImportChanges_RowOfTheWrongForm_CoversNothing()
    {
        await using var node = await StartAsync();
        var bad = Samples.Order();
        bad.PutEntry.ValidFrom = "soon";

        await ImportAsync(node, Header(), Block(0, Samples.Order(), bad, new Change()));

        await AssertMissingAsync(node, rows: 2, isWithheld: true);
    }

    [Fact]
    public async Task ImportChanges_RowsThatTheClientCouldNotRead_CoverNothing()
    {
        await using var node = await StartAsync();
        var only = new ImportBlock { RejectedRows = 3 };

        var progress = await ImportAsync(node, Header(), only);

        Assert.Equal([SourceOutcome.Unspecified, SourceOutcome.Withheld], progress.Select(p => p.SourceOutcome));
        await AssertMissingAsync(node, rows: 3, isWithheld: true);
    }

    // The list was whole yesterday; today a row of it is known to be missing.
    [Fact]
    public async Task ImportChanges_RefusedRow_EndsWhatTheSourceCoveredBefore()
    {
        await using var node = await StartAsync();
        await ImportAsync(node, Header(), Block(0, Samples.Order()));
        await AssertClearAsync(node, Conclusion.Clear);

        await ImportAsync(node, Header("another day"), Block(0, Samples.Order(), Unknown()));

        await AssertClearAsync(node, Conclusion.Indeterminate);
        Assert.Empty(await ImportAsync(node, Header("corrected")));
        await AssertClearAsync(node, Conclusion.Clear);
    }

    [Fact]
    public async Task ImportChanges_MissingRowsAccepted_AreRecordedAndShown()
    {
        await using var node = await StartAsync();
        var header = Header();
        header.AcceptRejected = true;

        var last = (await ImportAsync(node, header, Block(0, Samples.Order(), Unknown())))[^1];

        Assert.Equal(SourceOutcome.Accepted, last.SourceOutcome);
        await AssertMissingAsync(node, rows: 1, isWithheld: false);
        await AssertClearAsync(node, Conclusion.Clear);
    }

    // 004 四3: the law keeps these rows out, nobody is missing.
    [Fact]
    public async Task ImportChanges_RowsThatTheLawKeepsOut_TakeNoCoverageAway()
    {
        await using var node = await StartAsync();
        var minor = Samples.Order();
        minor.PutEntry.ActedOn = "1950-01-01";
        var minorAct = Samples.Order(Samples.OtherPerson);
        minorAct.PutEntry.MinorAct = true;

        var block = Assert.Single(await ImportAsync(node, Header(), Block(0, minor, minorAct)));

        Assert.Equal([RefusalReason.Minor, RefusalReason.MinorAct], block.Refused.Select(row => row.Outcome.Reason));
        await AssertMissingAsync(node, rows: 0, isWithheld: false);
    }

    [Fact]
    public async Task ImportChanges_RefusedLifting_LeavesNobodyOut()
    {
        await using var node = await StartAsync();
        var exit = new Change { ExitEntry = new ExitEntry { Entry = new EntryRef { Subject = Samples.PersonSubject(), EntryId = "court:none" }, Reason = "performed" } };

        Assert.Single(Assert.Single(await ImportAsync(node, Header(), Block(0, exit))).Refused);

        await AssertMissingAsync(node, rows: 0, isWithheld: false);
    }

    // 履行情况 全部已履行: the entry ended, and the row says so; stated with other words the next day it still misses nobody.
    [Theory]
    [InlineData(true, 0ul)]
    [InlineData(false, 1ul)]
    public async Task ImportChanges_EndedEntryStatedAnew_MissesNobodyIfItIsTakenOffAgain(bool takenOff, ulong missing)
    {
        await using var node = await StartAsync();
        var exit = new Change { ExitEntry = new ExitEntry { Entry = Samples.Order().PutEntry.Entry, Reason = "performed" } };
        var anew = Samples.Order();
        anew.PutEntry.CauseText = "other words";
        await ImportAsync(node, Header(), Block(0, Samples.Order(), exit.Clone()));

        var block = (await ImportAsync(node, Header("next day"), takenOff ? Block(0, anew, exit.Clone()) : Block(0, anew)))[0];

        Assert.Equal(RefusalReason.EntryEnded, Assert.Single(block.Refused).Outcome.Reason);
        await AssertMissingAsync(node, missing, isWithheld: missing > 0);
    }

    // A client that takes up a broken stream and forgets to say what was refused before must not vouch for the whole.
    [Fact]
    public async Task ImportChanges_StreamThatDoesNotBeginAtTheStart_CoversNothing()
    {
        await using var node = await StartAsync();

        var progress = await ImportAsync(node, Header(), Block(1, Samples.Order()));

        Assert.Equal(SourceOutcome.Withheld, progress[^1].SourceOutcome);
        await AssertMissingAsync(node, rows: 1, isWithheld: true);
    }

    [Theory]
    [InlineData(0ul, false)]
    [InlineData(2ul, true)]
    public async Task ImportChanges_TakenUpAgain_CountsWhatWasMissingBefore(ulong before, bool isWithheld)
    {
        await using var node = await StartAsync();
        var header = Header();
        (header.FirstBlock, header.MissingRows) = (1, before);

        await ImportAsync(node, header, Block(1, Samples.Order()));

        await AssertMissingAsync(node, before, isWithheld);
    }

    // A repeated block tells its refusals again, so a resumed import forgets none.
    [Fact]
    public async Task ImportChanges_SameFileAgain_StillMissesItsRows()
    {
        await using var node = await StartAsync();
        await ImportAsync(node, Header(), Block(0, Samples.Order(), Unknown()));

        var again = await ImportAsync(node, Header(), Block(0, Samples.Order(), Unknown()));

        Assert.True(again[0].Duplicate);
        await AssertMissingAsync(node, rows: 1, isWithheld: true);
    }

    private static async Task<NodeHost> StartAsync()
    {
        var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.FullSource(Samples.AllListTypes().Where(code => code != Samples.ListType)));
        return node;
    }

    private static async Task AssertMissingAsync(NodeHost node, ulong rows, bool isWithheld)
    {
        var status = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());
        var source = Assert.Single(status.Sources, s => s.Source == Source);
        Assert.Equal((rows, isWithheld), (source.MissingRows, source.Withheld));
        Assert.Equal(isWithheld, status.Coverage.Single(c => c.Scenario == "consumption").NotLoaded.Contains(Samples.ListType));
    }

    private static async Task AssertClearAsync(NodeHost node, Conclusion expected)
    {
        var answer = await node.CheckAsync(Samples.AirCheck(Samples.OtherPerson));
        Assert.Equal(expected, answer.Conclusion);
    }

    private static Change Unknown()
    {
        var unknown = Samples.Order(Samples.OtherPerson, "court:2");
        unknown.PutEntry.ListType = "no_such_list";
        return unknown;
    }

    private static ImportHeader Header(string file = "file")
    {
        var source = new PutSource { Source = Source, CoverageFrom = "2020-01-01" };
        source.ListTypes.Add(Samples.ListType);
        source.Regions.Add("000000");
        return new ImportHeader { FileDigest = ByteString.CopyFrom(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(file))), Author = "test:import", Source = source };
    }

    private static ImportBlock Block(ulong index, params Change[] changes)
    {
        var block = new ImportBlock { Index = index };
        block.Changes.Add(changes);
        return block;
    }

    private static async Task<IReadOnlyList<ImportProgress>> ImportAsync(NodeHost node, ImportHeader header, params ImportBlock[] blocks)
    {
        using var import = node.Registry.ImportChanges(NodeHost.Call());
        await import.RequestStream.WriteAsync(new ImportChangesRequest { Header = header }, TestContext.Current.CancellationToken);
        foreach (var block in blocks)
        {
            await import.RequestStream.WriteAsync(new ImportChangesRequest { Block = block }, TestContext.Current.CancellationToken);
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
