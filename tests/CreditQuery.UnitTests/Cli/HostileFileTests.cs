using System.Text;
using CreditQuery.Cli;
using CreditQuery.Cli.Import;
using CreditQuery.Cli.Sample;
using CreditQuery.Protos.V1;

namespace CreditQuery.UnitTests.Cli;

/// <summary>Files as they come: half written, in the wrong encoding, with quotes that never close. No row is lost without a word.</summary>
public sealed class HostileFileTests : IDisposable
{
    private static readonly string Code = SampleIdentifiers.Uscc(1);
    private static readonly string Person = SampleIdentifiers.CitizenId(1);
    private static readonly string Good = $"{Code},2026-01-05,虚构";
    private static readonly string GoodJson = $$$"""{"putGrade":{"subject":{"type":"IDENTIFIER_TYPE_USCC","value":"{{{Code}}}"},"scheme":"tax_credit","value":"A","gradedOn":"2026-01-05"}}""";
    private static readonly ImportProfile Court = new() { ListType = "court_dishonest_debtor", Issuer = "court" };

    private readonly TemporaryDirectory _directory = new();

    public HostileFileTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("\"2026-01-05,甲")]
    [InlineData("2026-01-05,\"甲")]
    public void Csv_QuoteThatNeverCloses_CostsItsLineOnly(string fields)
    {
        var rows = Csv($"统一社会信用代码,列入日期,列入原因\n{Good}\n{Code},{fields}\n{Good}\n{Good}\n");

        Assert.Equal([2, 3], rows.Take(2).Select(r => r.Line));
        Assert.Null(rows[0].Rejection);
        Assert.NotNull(rows[1].Rejection);
        Assert.All(rows.TakeLast(2), r => Assert.Null(r.Rejection));
    }

    [Fact]
    public void Csv_QuoteThatClosesLinesBelow_CostsItsLineOnly()
    {
        var rows = Csv($"统一社会信用代码,列入日期,列入原因\n{Code},2026-01-05,\"甲\n{Good}\n{Code},2026-01-05,\"乙\"\n{Good}\n");

        Assert.Equal([true, false, false, false], rows.Select(r => r.Rejection is not null));
    }

    [Fact]
    public void Csv_QuoteThatNeverClosesInALongFile_CostsItsLineOnly()
    {
        var below = string.Concat(Enumerable.Repeat(Good + "\n", 60_000));

        var rows = Csv($"统一社会信用代码,列入日期,列入原因\n{Good}\n{Code},2026-01-05,\"甲\n{below}");

        Assert.Equal(60_002, rows.Count);
        Assert.Equal(3, Assert.Single(rows, r => r.Rejection is not null).Line);
    }

    [Fact]
    public void Csv_LineOfManyMebibytes_IsABadFile()
    {
        var failure = Assert.Throws<CommandFailure>(() => Csv($"统一社会信用代码,列入日期,列入原因\n{Good}\n{Code},2026-01-05,{new string('x', 4 << 20)}\n"));

        Assert.Equal(ExitCodes.BadFile, failure.ExitCode);
        Assert.Contains("Line 3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_MarkAndCrlf_AreNoFields()
    {
        var rows = Csv($"\uFEFF统一社会信用代码,列入日期,列入原因\r\n{Good}\r\n\r\n{Good}");

        Assert.Equal([2, 4], rows.Select(r => r.Line));
        Assert.All(rows, r => Assert.Equal("虚构", r.Changes[0].PutEntry.CauseText));
    }

    [Fact]
    public void Csv_Gb18030BehindAMebibyteOfUtf8_IsRejectedNotGarbled()
    {
        var head = Encoding.UTF8.GetBytes("uscc,cause\n" + string.Concat(Enumerable.Repeat($"{Code},x\n", 60_000)));
        var rows = Of("list.csv", [.. head, .. Encoding.GetEncoding("gb18030").GetBytes($"{Code},虚构\n")], new ImportProfile());

        Assert.Contains("encoding", Assert.Single(rows, r => r.Rejection is not null).Rejection, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_Utf16WithMark_IsRead()
    {
        var rows = Of("list.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes($"统一社会信用代码\t列入日期\t列入原因\n{Code}\t2026-01-05\t虚构\n")], Court);

        Assert.Equal("虚构", Assert.Single(rows).Changes[0].PutEntry.CauseText);
    }

    [Fact]
    public void Csv_EmptyFile_IsABadFile() => Assert.Equal(ExitCodes.BadFile, Assert.Throws<CommandFailure>(() => Csv("")).ExitCode);

    [Fact]
    public void Csv_RowWithTooFewFields_IsReadAsFarAsItGoes() =>
        Assert.Equal("no identifier", Csv($"列入日期,统一社会信用代码\n2026-01-05\n2026-01-05,{Code},{Code},,,\n")[0].Rejection);

    [Fact]
    public void JsonLines_EveryKindOfBadLine_CostsItsLineOnly()
    {
        var bytes = new List<byte>(Encoding.UTF8.Preamble.ToArray());
        string[] lines = [GoodJson, "{", "[]", "5", "{\"putGrade\":5}", "{\"putNothing\":{}}", "{}", "\"" + new string('x', 3 << 20), GoodJson];
        bytes.AddRange(Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n"));
        bytes.AddRange(Encoding.GetEncoding("gb18030").GetBytes("{\"putGrade\":{\"value\":\"虚构\"}}\r\n"));
        bytes.AddRange(Encoding.UTF8.GetBytes(GoodJson));

        var rows = Of("changes.jsonl", [.. bytes], new ImportProfile());

        Assert.Equal(Enumerable.Range(1, 11).Select(n => (long)n), rows.Select(r => r.Line));
        Assert.Equal([1, 9, 11], rows.Where(r => r.Rejection is null).Select(r => r.Line));
        Assert.Contains("putNothing", rows[5].Rejection, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"putGrade":{"subject":{"type":"PERSON"},"scheme":5}}""")]
    [InlineData("""{"PERSON":{}}""")]
    [InlineData("""{"linkPerson":{"role":"PERSON"}}""")]
    [InlineData("""{"putBehaviour":{"count":"PERSON"}}""")]
    [InlineData("""{"putCatalogue":{"content":"PERSON!"}}""")]
    [InlineData("""{"putSource":{"maxSilence":"PERSON"}}""")]
    [InlineData("""{"putGrade":"PERSON""")]
    public void JsonLines_BadValue_IsNotRepeatedInTheReason(string line)
    {
        var row = Assert.Single(Of("changes.jsonl", Encoding.UTF8.GetBytes(line.Replace("PERSON", Person, StringComparison.Ordinal)), new ImportProfile()));

        Assert.NotNull(row.Rejection);
        Assert.DoesNotContain(Person, row.Rejection, StringComparison.Ordinal);
    }

    [Fact]
    public void ChangeJson_RandomDamage_NeverThrows()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        for (var i = 0; i < 5_000; i++)
        {
            var text = GoodJson.ToCharArray();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                text[random.Next(text.Length)] = "{}[]\":,\\x0-.e\u0001"[random.Next(13)];
            }

            Assert.Equal(ChangeJson.TryParse(new string(text), out _, out var fault), fault.Length == 0);
        }
    }

    [Fact]
    public async Task Blocks_LongRows_StayBelowTheLimitOfTheLog()
    {
        var text = new string('甲', 660);
        var path = _directory.File("list.csv", "统一社会信用代码,列入日期,列入原因,联系方式\n" + string.Concat(Enumerable.Repeat($"{Code},2026-01-05,{text},{text}\n", 500)));

        var blocks = await BlocksAsync(path, isStrict: false);

        Assert.True(blocks.Count > 1);
        Assert.All(blocks, block => Assert.InRange(block.CalculateSize(), 1, 800 << 10));
        Assert.Equal(500, blocks.Sum(b => b.Changes.Count));
    }

    [Fact]
    public async Task Blocks_FileWithoutRows_HasNone() =>
        Assert.Empty(await BlocksAsync(_directory.File("list.csv", "统一社会信用代码,列入日期\n"), isStrict: false));

    [Fact]
    public async Task Blocks_Strict_EndsAtTheFirstRejectedRow()
    {
        var path = _directory.File("list.csv", $"统一社会信用代码,列入日期\n{Code},2026-01-05\n{Code},soon\n");

        var failure = await Assert.ThrowsAsync<CommandFailure>(() => BlocksAsync(path, isStrict: true));

        Assert.StartsWith("Line 3:", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.BadFile, failure.ExitCode);
    }

    private static async Task<List<ImportBlock>> BlocksAsync(string path, bool isStrict)
    {
        using var source = ImportSources.Open(path, null, Court);
        using var rejects = new RejectFile(path + ".rejects.csv");
        var reader = new BlockReader(source, rejects, isStrict);
        _ = reader.Start(TestContext.Current.CancellationToken);
        var blocks = new List<ImportBlock>();
        await foreach (var block in reader.Blocks.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            blocks.Add(block);
        }

        return blocks;
    }

    private List<ImportRow> Csv(string text) => Of("list.csv", Encoding.UTF8.GetBytes(text), Court);

    private List<ImportRow> Of(string name, byte[] content, ImportProfile profile)
    {
        using var source = ImportSources.Open(_directory.File(name, content), null, profile);
        var rows = new List<ImportRow>();
        for (var row = new ImportRow(); source.TryRead(row); row = new ImportRow())
        {
            rows.Add(row);
        }

        return rows;
    }
}
