using System.CommandLine;
using CreditQuery.Cli.Batch;
using CreditQuery.Cli.Import;
using CreditQuery.Cli.Output;
using Spectre.Console;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq batch</c>: a CSV file of subjects in, a CSV file of conclusions out.</summary>
internal sealed class BatchCommand(ConnectionOptions connection, Terminal terminal)
{
    private readonly Argument<string> _file = new("file") { Description = "CSV file with a column of identifiers; its other columns are ignored." };
    private readonly QuestionOptions _question = new(required: true);
    private readonly Option<FileInfo?> _output = new("--output", "-o") { Description = "Where to write; default the output.", HelpName = "file" };
    private readonly Option<string?> _encoding = new("--encoding") { Description = "Encoding of the file; default: looked at.", HelpName = "name" };
    private readonly Option<int> _size = new("--batch-size") { Description = "Subjects per call, at most 10,000.", DefaultValueFactory = static _ => 1000 };

    public Command Build()
    {
        var command = new Command("batch", "Check every subject of a CSV file in one scenario.") { _file };
        _question.AddTo(command);
        command.Options.Add(_output);
        command.Options.Add(_encoding);
        command.Options.Add(_size);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(_file);
        if (!File.Exists(path))
        {
            throw new CommandFailure(ExitCodes.BadFile, $"There is no file {path}.", "Check the path.");
        }

        var size = parsed.GetValue(_size);
        if (size is < 1 or > 10_000)
        {
            throw new CommandFailure(ExitCodes.Usage, "--batch-size is out of bounds.", "From 1 to 10,000.");
        }

        using var client = connection.Connect(parsed);
        using var input = new CsvSubjects(path, FileEncoding.Of(path, parsed.GetValue(_encoding)));
        var target = parsed.GetValue(_output);
        await using var writer = target is null ? null : new StreamWriter(target.FullName);
        var run = new BatchRun(client, _question.Read(parsed), writer ?? terminal.Output);
        var totals = await run.RunAsync(input, size, cancellationToken);
        terminal.Messages.WriteLine($"{totals.Rows} subjects: {string.Join(", ", totals.Conclusions.Select(c => $"{CheckView.Upper(c.Key)} {c.Value}"))}{(totals.Failed > 0 ? $"; not answered {totals.Failed}" : "")}");
        return totals.Failed > 0 ? ExitCodes.PartlyRejected : ExitCodes.Ok;
    }
}
