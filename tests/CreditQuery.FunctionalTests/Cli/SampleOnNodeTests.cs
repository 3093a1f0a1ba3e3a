using System.Globalization;
using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;
using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Cli;

/// <summary>What a new user does: start a node, import the sample, try what TRY.md says.</summary>
public sealed class SampleOnNodeTests : IDisposable
{
    private const int Subjects = 3000;
    private readonly string _directory = Directory.CreateTempSubdirectory("creditq-sample-").FullName;

    [Fact]
    public async Task Sample_ImportedIntoANode_AnswersAsItSays()
    {
        await using var node = await NodeHost.StartAsync();
        var made = await RunAsync(node, "sample", _directory, "--subjects", Text(Subjects), "--listed", "0.2", "--as-of", Day(node));
        var imported = await RunAsync(node, "import", _directory);

        Assert.Equal(ExitCodes.Ok, made.Code);
        Assert.True(imported.Code == ExitCodes.Ok, imported.Messages);
        var status = await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call());
        Assert.Equal((ulong)(Subjects + CasesWithRecord(node)), status.Subjects);
        foreach (var item in new SampleCases(DateOnly.ParseExact(Day(node), "yyyy-MM-dd", CultureInfo.InvariantCulture)).Cases)
        {
            var run = await RunAsync(node, [.. item.Command.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..], "--json"]);
            var answer = CheckSubjectResponse.Parser.ParseJson(run.Output);
            Assert.True(item.Expect == CheckView.Upper(answer.Conclusion), $"{item.Title}: {run.Output}");
            Assert.Equal(ExitCodes.Of(answer.Conclusion), run.Code);
        }
    }

    [Fact]
    public async Task Import_Twice_KnowsEveryBlock()
    {
        await using var node = await NodeHost.StartAsync();
        await RunAsync(node, "sample", _directory, "--subjects", "700", "--as-of", Day(node));

        var first = await RunAsync(node, "import", _directory);
        var again = await RunAsync(node, "import", _directory);

        Assert.Equal(ExitCodes.Ok, again.Code);
        Assert.DoesNotContain("of them before", first.Messages, StringComparison.Ordinal);
        Assert.Contains("700 applied (700 of them before)", again.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain(" 1 blocks known", first.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain(" 0 blocks known", again.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_OfTheSample_FindsTheListed()
    {
        await using var node = await NodeHost.StartAsync();
        await RunAsync(node, "sample", _directory, "--subjects", "700", "--listed", "0.5", "--as-of", Day(node));
        await RunAsync(node, "import", _directory);
        var listed = Path.Combine(_directory, "lists", "court_dishonest_debtor.csv");

        var run = await RunAsync(node, "batch", listed, "--scenario", "tender_bid", "--region", "140000", "--item", "tender:stage=qualification", "--purpose", "p", "--operator", "o", "--work-item", "w");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Contains(",BLOCK,MATCHED,", run.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllLines(listed).Length, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Check_WithoutARegionWhereItMatters_NamesTheOption()
    {
        await using var node = await NodeHost.StartAsync();

        var run = await RunAsync(node, "check", SampleIdentifiers.Uscc(1), "--scenario", "admin_license");

        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains("--region", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_LineTheServiceCannotTake_IsRejectedAlone()
    {
        await using var node = await NodeHost.StartAsync();
        var path = Path.Combine(_directory, "changes.jsonl");
        var grade = $$$"""{"putGrade":{"subject":{"type":"IDENTIFIER_TYPE_USCC","value":"{{{SampleIdentifiers.Uscc(1)}}}"},"scheme":"SCHEME","value":"A","gradedOn":"2026-01-05"}}""";
        await File.WriteAllLinesAsync(path, ["", "{", grade, grade.Replace("SCHEME", "tax_credit", StringComparison.Ordinal)], TestContext.Current.CancellationToken);

        var run = await RunAsync(node, "import", path);

        Assert.Equal(ExitCodes.PartlyRejected, run.Code);
        Assert.Contains("1 applied", run.Messages, StringComparison.Ordinal);
        var rejects = await File.ReadAllLinesAsync(path + ".rejects.csv", TestContext.Current.CancellationToken);
        Assert.Equal(["2", "3"], rejects.Skip(1).Select(line => line.Split(',')[0]).Order());
        Assert.Contains(rejects, line => line.StartsWith("3,InvalidField,", StringComparison.Ordinal) && line.Contains("put_grade.scheme", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_Strict_StopsAtTheRefusedLine()
    {
        await using var node = await NodeHost.StartAsync();
        var path = Path.Combine(_directory, "list.csv");
        await File.WriteAllTextAsync(path, $"统一社会信用代码,列入日期,名单类型\n{SampleIdentifiers.Uscc(1)},2026-01-05,no_such_list\n", TestContext.Current.CancellationToken);

        var run = await RunAsync(node, "import", path, "--strict");

        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains("Line 2: UnknownListType", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_ListTypeNobodyKnows_IsInTheRejectFile()
    {
        await using var node = await NodeHost.StartAsync();
        var path = Path.Combine(_directory, "list.csv");
        await File.WriteAllTextAsync(path, $"统一社会信用代码,列入日期\n{SampleIdentifiers.Uscc(1)},2026-01-05\n", TestContext.Current.CancellationToken);

        var run = await RunAsync(node, "import", path, "--list-type", "no_such_list");

        Assert.Equal(ExitCodes.PartlyRejected, run.Code);
        Assert.StartsWith("2,UnknownListType,", (await File.ReadAllLinesAsync(path + ".rejects.csv", TestContext.Current.CancellationToken))[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_OfANode_TellsItsSources()
    {
        await using var node = await NodeHost.StartAsync();
        var empty = await RunAsync(node, "status");
        var path = Path.Combine(_directory, "tax.csv");
        await File.WriteAllTextAsync(path, "统一社会信用代码,列入日期,案号\n", TestContext.Current.CancellationToken);
        var imported = await RunAsync(node, "import", path, "--source", "tax_daily", "--list-types", "major_tax_violation", "--regions", "000000");
        var full = await RunAsync(node, "status");

        Assert.True(imported.Code == ExitCodes.Ok, imported.Messages);
        Assert.Contains("No source is registered", empty.Output, StringComparison.Ordinal);
        Assert.Contains("tax_daily", full.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalogue_Commands_ListAndShowTheShippedOne()
    {
        await using var node = await NodeHost.StartAsync();

        var list = await RunAsync(node, "catalogue", "list");
        var show = await RunAsync(node, "catalogue", "show");

        Assert.Equal(ExitCodes.Ok, list.Code);
        Assert.Contains("in force", list.Output, StringComparison.Ordinal);
        Assert.Contains("catalogue:", show.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CatalogueDiff_AFileEditedByHand_TellsWhatDiffersAndWhichAnswersCouldChange()
    {
        await using var node = await NodeHost.StartAsync();
        var version = (await node.Catalogues.ListCataloguesAsync(new ListCataloguesRequest(), NodeHost.Call())).Versions[0].Version;
        var file = Path.Combine(_directory, "edited.yaml");
        var shipped = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "catalogues", "cn-2026.yaml"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, shipped.Replace("scenarios: [settlement]\n", "scenarios: [settlement, library]\n", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var diff = await RunAsync(node, "catalogue", "diff", version, file, "--json");

        Assert.Equal((ExitCodes.Ok, ""), (diff.Code, diff.Messages));
        Assert.Contains("measures[priority_urban_settlement].scenarios", diff.Output, StringComparison.Ordinal);
        Assert.Contains("\"settlement\"", diff.Output, StringComparison.Ordinal);
        Assert.Contains("\"library\"", diff.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CatalogueDiff_AsAPersonNamesThem_FindsVersionsAndFiles()
    {
        await using var node = await NodeHost.StartAsync();
        var file = Path.Combine(AppContext.BaseDirectory, "catalogues", "cn-2026.yaml");
        var version = (await node.Catalogues.ListCataloguesAsync(new ListCataloguesRequest(), NodeHost.Call())).Versions[0].Version;

        var byName = await RunAsync(node, "catalogue", "diff", "cn-2026", file);
        var byBeginning = await RunAsync(node, "catalogue", "diff", file, version[..14]);
        var none = await RunAsync(node, "catalogue", "diff", "cn-2030", file);

        Assert.Equal((ExitCodes.Ok, "0 differences; no answer could change"), (byName.Code, byName.Output.Trim()));
        Assert.Equal((ExitCodes.Ok, "0 differences; no answer could change"), (byBeginning.Code, byBeginning.Output.Trim()));
        Assert.Equal(ExitCodes.BadFile, none.Code);
        Assert.Contains("creditq catalogue list", none.Messages, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(NodeHost node) => node.Clock.GetUtcNow().AddHours(8).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static int CasesWithRecord(NodeHost node) =>
        new SampleCases(DateOnly.ParseExact(Day(node), "yyyy-MM-dd", CultureInfo.InvariantCulture)).Changes.Count(c => c.ChangeCase == Change.ChangeOneofCase.PutSubject);

    private static async Task<(int Code, string Output, string Messages)> RunAsync(NodeHost node, params string[] args)
    {
        var ports = node.Services.GetRequiredService<BoundPorts>();
        using var output = new StringWriter();
        using var messages = new StringWriter();
        var terminal = new Terminal(output, messages, TextReader.Null, outputIsTerminal: false, errorIsTerminal: false);
        var code = await CliApplication.RunAsync([.. args, "--server", ports.Query, "--registry", ports.Registry], terminal, TestContext.Current.CancellationToken)
            .WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
        return (code, output.ToString(), messages.ToString());
    }
}
