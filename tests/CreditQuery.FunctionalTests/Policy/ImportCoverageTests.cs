using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;
using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Policy;

/// <summary>What <c>creditq import</c> says and does where rows are missing, and how it takes back what another file changed.</summary>
public sealed class ImportCoverageTests : IDisposable
{
    private static readonly string[] AsSource = ["--source", "tax_daily", "--list-types", "major_tax_violation", "--regions", "000000", "--authority", "supreme_court"];
    private readonly string _directory = Directory.CreateTempSubdirectory("creditq-coverage-").FullName;

    [Fact]
    public async Task Import_RowThatCannotBeRead_WithholdsTheSourceAndSaysSo()
    {
        await using var node = await NodeHost.StartAsync();
        var path = await FileAsync("tax.csv", $"{SampleIdentifiers.Uscc(1)},2026-01-05,a\nno code,2026-01-05,b\n");

        var import = await RunAsync(node, ["import", path, .. AsSource]);
        var status = await RunAsync(node, "status");

        Assert.True(import.Code == ExitCodes.SourceWithheld, import.Messages);
        Assert.Contains("1 rows are missing", import.Messages, StringComparison.Ordinal);
        Assert.Contains("--accept-rejected", import.Messages, StringComparison.Ordinal);
        Assert.Contains("covers nothing", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_MissingRowsAccepted_RegistersTheSource()
    {
        await using var node = await NodeHost.StartAsync();
        var path = await FileAsync("tax.csv", $"{SampleIdentifiers.Uscc(1)},2026-01-05,a\nno code,2026-01-05,b\n");

        var import = await RunAsync(node, ["import", path, .. AsSource, "--accept-rejected"]);
        var status = await RunAsync(node, "status");

        Assert.Equal(ExitCodes.PartlyRejected, import.Code);
        Assert.Contains("accepted", status.Output, StringComparison.Ordinal);
    }

    // What stands beside an entry is left out by rule: the entry is in, nobody is missing.
    [Fact]
    public async Task Import_PartOfARowLeftOut_KeepsTheSource()
    {
        await using var node = await NodeHost.StartAsync();
        var path = await FileAsync("tax.csv", $"{SampleIdentifiers.Uscc(1)},2026-01-05,a,soon\n");

        var import = await RunAsync(node, ["import", path, .. AsSource]);

        Assert.Equal(ExitCodes.PartlyRejected, import.Code);
        var source = Assert.Single((await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Sources);
        Assert.Equal((0ul, false), (source.MissingRows, source.Withheld));
    }

    // Two files of one source are one delivery: the second one, whole as it is, does not vouch for the first.
    [Fact]
    public async Task Import_FilesOfOneSource_AreOneDelivery()
    {
        await using var node = await NodeHost.StartAsync();
        var bad = await FileAsync("a.csv", "no code,2026-01-05,a\n");
        var good = await FileAsync("b.csv", $"{SampleIdentifiers.Uscc(1)},2026-01-05,b\n");

        var import = await RunAsync(node, ["import", bad, good, .. AsSource]);

        Assert.Equal(ExitCodes.SourceWithheld, import.Code);
        Assert.True(Assert.Single((await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).Sources).Withheld);
    }

    [Theory]
    [InlineData(false, "2026-01-06")]
    [InlineData(true, "2026-01-05")]
    public async Task Import_FileAfterAnotherChangedItsEntries_TakesThemBackOnlyAgain(bool again, string expected)
    {
        await using var node = await NodeHost.StartAsync();
        var code = SampleIdentifiers.Uscc(1);
        var first = await FileAsync("a.csv", $"{code},2026-01-05,a\n", "record");
        var second = await FileAsync("b.csv", $"{code},2026-01-06,a\n", "record");
        await RunAsync(node, "import", first, "--list-type", "major_tax_violation", "--authority", "supreme_court");
        await RunAsync(node, "import", second, "--list-type", "major_tax_violation", "--authority", "supreme_court");

        var third = await RunAsync(node, [.. new[] { "import", first, "--list-type", "major_tax_violation", "--authority", "supreme_court" }, .. again ? ["--again"] : Array.Empty<string>()]);

        Assert.True(third.Code == ExitCodes.Ok, third.Messages);
        Assert.Contains(again ? " 0 blocks known" : " 1 blocks known", third.Messages, StringComparison.Ordinal);
        var subject = await node.Checks.GetSubjectAsync(new GetSubjectRequest { Subject = new Subject { Type = IdentifierType.Uscc, Value = code }, Region = "999999" }, NodeHost.Call());
        Assert.Equal(expected, Assert.Single(subject.Entries).ValidFrom);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private async Task<string> FileAsync(string name, string rows, string? entryId = null)
    {
        var path = Path.Combine(_directory, name);
        var lines = rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => entryId is null ? row : $"{row},,{entryId}");
        await File.WriteAllLinesAsync(path, ["统一社会信用代码,列入日期,处罚决定书文号,成立日期,记录编号", .. lines], TestContext.Current.CancellationToken);
        return path;
    }

    private static async Task<(int Code, string Output, string Messages)> RunAsync(NodeHost node, params string[] args)
    {
        var ports = node.Services.GetRequiredService<BoundPorts>();
        using var output = new StringWriter();
        using var messages = new StringWriter();
        var terminal = new Terminal(output, messages, TextReader.Null, outputIsTerminal: false, errorIsTerminal: false);
        var code = await CliApplication.RunAsync(
            [.. args, "--server", ports.Query.ToString(), "--registry", ports.Registry.ToString()], terminal, TestContext.Current.CancellationToken);
        return (code, output.ToString(), messages.ToString());
    }
}
