using System.CommandLine;
using System.Globalization;
using CreditQuery.Cli.Output;
using CreditQuery.Cli.Sample;
using Spectre.Console;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq sample</c>: invented lists to try the service with.</summary>
internal sealed class SampleCommand(Terminal terminal)
{
    private const int DefaultSubjects = 1_000_000;
    private const int ChinaHours = 8;

    private readonly Argument<string> _directory = new("directory") { Description = "Where to write; made if missing.", DefaultValueFactory = static _ => "sample" };
    private readonly Option<int> _subjects = new("--subjects", "-n") { Description = "Number of subjects.", DefaultValueFactory = static _ => DefaultSubjects };
    private readonly Option<double> _listed = new("--listed") { Description = "Share of them with a list entry, 0 to 1.", DefaultValueFactory = static _ => 0.01 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Equal seeds, sizes and days give equal files.", DefaultValueFactory = static _ => 1 };
    private readonly Option<DateOnly?> _asOf = new("--as-of") { Description = "Civil day the entries are arranged around; default today.", HelpName = "YYYY-MM-DD" };

    public Command Build()
    {
        var command = new Command("sample", "Make invented lists (region 999999, numbers that belong to nobody).") { _directory, _subjects, _listed, _seed, _asOf };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(parsed, cancellationToken)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new SampleOptions(
            parsed.GetValue(_seed),
            parsed.GetValue(_subjects),
            parsed.GetValue(_listed),
            parsed.GetValue(_asOf) ?? DateOnly.FromDateTime(DateTime.UtcNow.AddHours(ChinaHours)));
        if (options.Subjects is < 0 or > SampleOptions.MaxSubjects || options.ListedShare is not (>= 0 and <= 1))
        {
            throw new CommandFailure(ExitCodes.Usage, "The sample cannot be made.", string.Create(CultureInfo.InvariantCulture, $"--subjects from 0 to {SampleOptions.MaxSubjects:N0}, --listed from 0 to 1."));
        }

        var directory = parsed.GetRequiredValue(_directory);
        var manifest = SampleSet.Write(options, directory, _ => { }, cancellationToken);
        Tell(manifest, directory);
        return ExitCodes.Ok;
    }

    private void Tell(SampleManifest manifest, string directory)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("file").AddColumn(new TableColumn("rows").RightAligned());
        foreach (var file in manifest.Files)
        {
            table.AddRow(file.Name, file.Rows.ToString("N0", CultureInfo.InvariantCulture));
        }

        terminal.Tables.Write(table);
        terminal.Tables.MarkupLineInterpolated($"next: creditq import {directory}   then: {Path.Combine(directory, "TRY.md")}");
    }
}
