using System.Diagnostics;
using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;
using CreditQuery.Cli.Sample;

namespace CreditQuery.FunctionalTests.Cli;

public sealed class ImportTests : IDisposable
{
    private const int Subjects = 10_300;
    private readonly string _directory = Directory.CreateTempSubdirectory("creditq-import-").FullName;
    private readonly string _subjects;

    public ImportTests()
    {
        SampleSet.Write(new SampleOptions(1, Subjects, 0.05, new DateOnly(2026, 11, 22)), _directory, static _ => { }, CancellationToken.None);
        _subjects = Path.Combine(_directory, "subjects.csv");
    }

    [Fact]
    public async Task Import_File_ArrivesInBlocksWithItsSource()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandIn());

        var (code, messages) = await RunAsync(registry, "import", _subjects, "--source", "s", "--list-types", "a,b", "--regions", "140000", "--coverage-from", "2024-01-01", "--max-silence", "36h");

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Contains("10,300 applied", messages, StringComparison.Ordinal);
        Assert.Equal(Subjects, registry.Changes);
        Assert.Equal(Enumerable.Range(0, 21).Select(i => (ulong)i), registry.Indexes);
        var source = Assert.Single(registry.Headers).Source;
        Assert.Equal(["a", "b"], source.ListTypes);
        Assert.Equal("2024-01-01", source.CoverageFrom);
        Assert.Equal(TimeSpan.FromHours(36), source.MaxSilence.ToTimeSpan());
    }

    [Fact]
    public async Task Import_BrokenStreams_LoseAndRepeatNothing()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandIn { BrokenStreams = 3, MissingRowsPerBlock = 1 });

        var (code, messages) = await RunAsync(registry, "import", _subjects);

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Equal(4, registry.Streams);
        Assert.Equal([0UL, 3UL, 6UL, 9UL], registry.Headers.Select(h => h.FirstBlock));
        Assert.Equal([0UL, 3UL, 6UL, 9UL], registry.Headers.Select(h => h.MissingRows));
        Assert.Equal(Subjects, registry.Changes);
        Assert.Equal(Enumerable.Range(0, 21).Select(i => (ulong)i), registry.Indexes);
        Assert.Contains("10,300 applied", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_Again_IsKnown()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandIn());

        await RunAsync(registry, "import", _subjects);
        var (code, messages) = await RunAsync(registry, "import", _subjects);

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Contains("21 blocks known", messages, StringComparison.Ordinal);
        Assert.Equal(Subjects, registry.Changes);
    }

    [Fact]
    public async Task Import_RefusedRows_AreInTheRejectFileByLine()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandIn { Refuses = static c => c.PutSubject?.Subject.Value == SampleIdentifiers.CitizenId(1) });
        var rejects = Path.Combine(_directory, "r.csv");

        var (code, _) = await RunAsync(registry, "import", _subjects, "--rejects", rejects);

        Assert.Equal(ExitCodes.PartlyRejected, code);
        var line = Array.FindIndex(File.ReadAllLines(_subjects), l => l.Contains(SampleIdentifiers.CitizenId(1), StringComparison.Ordinal)) + 1;
        Assert.Equal(["line,reason,detail", $"{line},Minor,"], File.ReadAllLines(rejects));
    }

    [Fact]
    public async Task Import_RejectedRows_AreWrittenAsTheyStandAndImportedOnceCorrected()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandIn { Refuses = static c => c.PutSubject?.Subject.Name == "refused; for now" });
        var (path, rows) = (Path.Combine(_directory, "units.csv"), Path.Combine(_directory, "rows.csv"));
        const string Header = "统一社会信用代码;\"名称\";\"a \"\"note\"\"; of ours\"";
        string[] bad = [$"{SampleIdentifiers.Uscc(2)};\"refused; for now\";x", "91999999;wrong number;"];
        File.WriteAllLines(path, [Header, $"{SampleIdentifiers.Uscc(1)};good;", .. bad, $"{SampleIdentifiers.Uscc(3)};good too;"]);

        var (code, _) = await RunAsync(registry, "import", path, "--rejected-rows", rows);

        Assert.Equal(ExitCodes.PartlyRejected, code);
        Assert.Equal(["统一社会信用代码;名称;\"a \"\"note\"\"; of ours\"", .. bad], File.ReadAllLines(rows));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(rows) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.DoesNotContain("wrong", File.ReadAllText(path + ".rejects.csv"), StringComparison.Ordinal);
        File.WriteAllText(rows, File.ReadAllText(rows).Replace("refused; for now", "corrected", StringComparison.Ordinal).Replace("91999999;", SampleIdentifiers.Uscc(4) + ";", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Ok, (await RunAsync(registry, "import", rows)).Code);
        Assert.Equal(5, registry.Changes);
    }

    [Fact]
    public async Task Import_RejectedRowsOfJsonLines_AreTheLines()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandIn());
        var (path, rows) = (Path.Combine(_directory, "list.jsonl"), Path.Combine(_directory, "rows.jsonl"));
        File.WriteAllLines(path, ["no change", "", """{"noSuchChange":{}}"""]);

        await RunAsync(registry, "import", path, "--rejected-rows", rows);

        Assert.Equal(["no change", """{"noSuchChange":{}}"""], File.ReadAllLines(rows));
    }

    [Fact]
    public async Task Import_OneFileForTheRejectsOfSeveral_IsRefused()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandIn());

        Assert.Equal(ExitCodes.Usage, (await RunAsync(registry, "import", _subjects, _subjects, "--rejects", Path.Combine(_directory, "r.csv"))).Code);
        Assert.Empty(registry.Headers);
    }

    [Fact]
    public async Task Import_SourceWithoutRegions_IsAskedForThem()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandIn());

        var (code, messages) = await RunAsync(registry, "import", _subjects, "--source", "s", "--list-types", "major_tax_violation");

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("--regions", messages, StringComparison.Ordinal);
        Assert.Empty(registry.Headers);
    }

    [Fact]
    public async Task Import_EmptyFile_RegistersItsSource()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandIn());
        var path = Path.Combine(_directory, "empty.csv");
        File.WriteAllText(path, "统一社会信用代码,列入日期\n");

        var (code, _) = await RunAsync(registry, "import", path, "--source", "s", "--list-types", "major_tax_violation", "--regions", "000000");

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Empty(registry.Indexes);
        Assert.Equal("s", Assert.Single(registry.Headers).Source.Source);
    }

    [Fact]
    public async Task Import_FileGrowsWhileRead_SaysSo()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandIn
        {
            Refuses = _ =>
            {
                File.AppendAllText(_subjects, "\n");
                return false;
            },
        });

        var (code, messages) = await RunAsync(registry, "import", _subjects);

        Assert.Equal(ExitCodes.BadFile, code);
        Assert.Contains("written while it was read", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_FileBreaksOff_SaysSo()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandIn());

        var (code, messages) = await RunAsync(registry, "import", Path.Combine(_directory, "none.csv"));

        Assert.Equal(ExitCodes.BadFile, code);
        Assert.Contains("next:", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_SampleDirectory_ArrivesWhole()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandIn());

        var (code, messages) = await RunAsync(registry, "import", _directory);

        Assert.True(code == ExitCodes.Ok, messages);
        Assert.True(registry.Changes > Subjects);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static async Task<(int Code, string Messages)> RunAsync(RegistryStandIn registry, params string[] args)
    {
        using var messages = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, messages, TextReader.Null, outputIsTerminal: false, errorIsTerminal: false);
        var start = Stopwatch.GetTimestamp();
        var code = await CliApplication.RunAsync([.. args, "--registry", registry.Address.ToString()], terminal, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(start)} {messages}");
        return (code, messages.ToString());
    }
}
