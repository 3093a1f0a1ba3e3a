using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CreditQuery.Cli.Import;
using CreditQuery.Cli.Output;
using CreditQuery.Cli.Sample;
using CreditQuery.Client;
using CreditQuery.Protos.V1;
using Spectre.Console;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq import</c>: files of any size, resumable.</summary>
internal sealed class ImportCommand(ConnectionOptions connection, Terminal terminal)
{
    private readonly Argument<string[]> _paths = new("path") { Description = "CSV files, .jsonl files of changes, or the directory of a sample.", Arity = ArgumentArity.OneOrMore };
    private readonly ProfileOptions _profile = new();
    private readonly Option<string?> _encoding = new("--encoding") { Description = "Encoding of CSV files: utf-8 or gb18030; default: looked at.", HelpName = "name" };
    private readonly Option<string> _author = new("--author") { Description = "Department and operator, never a natural person's identifier.", DefaultValueFactory = static _ => "creditq" };
    private readonly Option<FileInfo?> _rejects = new("--rejects") { Description = "File for the lines of rejected rows and the reasons; default: beside the file, .rejects.csv.", HelpName = "file" };
    private readonly Option<FileInfo?> _rejectedRows = new("--rejected-rows") { Description = "File for the rejected rows themselves, to be corrected and imported. They may name persons.", HelpName = "file" };
    private readonly Option<bool> _strict = new("--strict") { Description = "Stop at the first row that cannot be read or is refused; blocks before it are in." };
    private readonly Option<bool> _acceptRejected = new("--accept-rejected") { Description = "Register the source although rows are missing; recorded and shown by creditq status." };
    private readonly Option<bool> _again = new("--again") { Description = "Import the file anew although it was imported before: it takes back what other files changed since. Interrupted, it begins at the start." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Read and map the files without sending anything." };

    public Command Build()
    {
        var command = new Command("import", "Import list files. Run it again after an interruption: it continues and repeats nothing.") { _paths };
        _profile.AddTo(command);
        command.Options.Add(_encoding);
        command.Options.Add(_author);
        command.Options.Add(_rejects);
        command.Options.Add(_rejectedRows);
        command.Options.Add(_strict);
        command.Options.Add(_acceptRejected);
        command.Options.Add(_again);
        command.Options.Add(_dryRun);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var profile = _profile.Read(parsed);
        var code = ExitCodes.Ok;
        var delivery = new Delivery { AcceptsRejected = parsed.GetValue(_acceptRejected), Nonce = parsed.GetValue(_again) ? ChangeIds.New() : "" };
        using var client = connection.Connect(parsed);
        List<(string File, ImportProfile Profile)> files = [.. parsed.GetRequiredValue(_paths).SelectMany(path => Files(path, profile))];
        if (files.Count > 1 && (parsed.GetValue(_rejects) ?? parsed.GetValue(_rejectedRows)) is not null)
        {
            throw new CommandFailure(ExitCodes.Usage, "One file cannot hold what is rejected of several.", "Import the files one by one, or leave --rejects and --rejected-rows out.");
        }

        for (var i = 0; i < files.Count; i++)
        {
            // One source, one delivery: until the last file is in, and whole, it covers nothing.
            var fileProfile = i + 1 < files.Count ? files[i].Profile with { Source = null } : files[i].Profile;
            var totals = await ImportAsync(client, parsed, files[i].File, fileProfile, delivery, cancellationToken);
            code = totals.Rejected + totals.Refused > 0 ? ExitCodes.PartlyRejected : code;
        }

        TellSource(profile, delivery);
        return delivery.Source == SourceOutcome.Withheld ? ExitCodes.SourceWithheld : code;
    }

    /// <summary>A directory is a sample: its manifest says which files, in which order, of which lists.</summary>
    private static IEnumerable<(string File, ImportProfile Profile)> Files(string path, ImportProfile profile)
    {
        if (!Directory.Exists(path))
        {
            yield return File.Exists(path)
                ? (path, profile)
                : throw new CommandFailure(ExitCodes.BadFile, $"There is no file {path}.", "Check the path.");
            yield break;
        }

        var manifestPath = Path.Combine(path, SampleManifest.FileName);
        if (!File.Exists(manifestPath))
        {
            throw new CommandFailure(ExitCodes.BadFile, $"The directory {path} has no {SampleManifest.FileName}.", "Name the files, or make a sample with creditq sample.");
        }

        var manifest = JsonSerializer.Deserialize<SampleManifest>(File.ReadAllText(manifestPath), SampleSet.Json)!;
        foreach (var file in manifest.Files)
        {
            yield return (Path.Combine(path, file.Name), profile with { ListType = file.ListType, Issuer = file.Issuer });
        }
    }

    private async Task<ImportTotals> ImportAsync(
        CreditQueryClient client, ParseResult parsed, string file, ImportProfile profile, Delivery delivery, CancellationToken cancellationToken)
    {
        var rows = parsed.GetValue(_rejectedRows)?.FullName;
        using var rejects = new RejectFile(parsed.GetValue(_rejects)?.FullName ?? file + ".rejects.csv", keepsLines: rows is not null);
        var import = new FileImport(client, profile, parsed.GetRequiredValue(_author), parsed.GetValue(_strict), delivery);
        ImportTotals? totals = null;
        await ImportProgressView.RunAsync(terminal, file, async report =>
            totals = parsed.GetValue(_dryRun)
                ? import.Read(file, parsed.GetValue(_encoding), rejects, report, cancellationToken)
                : await import.RunAsync(file, parsed.GetValue(_encoding), rejects, report, cancellationToken));
        Tell(file, totals!, rejects, parsed.GetValue(_dryRun));
        if (rejects.Exists && rows is not null)
        {
            RejectedRows.Copy(file, parsed.GetValue(_encoding), rejects.Lines, rows);
            terminal.Messages.MarkupLineInterpolated($"[yellow]to be corrected: {rows}[/]");
        }

        return totals!;
    }

    private void TellSource(ImportProfile profile, Delivery delivery)
    {
        var missing = string.Create(CultureInfo.InvariantCulture, $"{delivery.MissingRows:N0} rows are missing");
        switch (delivery.Source)
        {
            case SourceOutcome.Withheld:
                terminal.Messages.MarkupLineInterpolated($"[red]{missing}: the source {profile.Source?.Source} covers nothing, no check is CLEAR by it.[/]");
                terminal.Messages.MarkupLine("[grey]next:[/]  correct the rows and import the whole delivery again, or accept that they are missing with --accept-rejected.");
                break;
            case SourceOutcome.Accepted:
                terminal.Messages.MarkupLineInterpolated($"[yellow]{missing}; accepted: the source {profile.Source?.Source} is registered all the same.[/]");
                break;
        }
    }

    private void Tell(string file, ImportTotals totals, RejectFile rejects, bool dryRun)
    {
        var changes = totals.Applied + totals.Unchanged + totals.Refused;
        var rate = changes / Math.Max(totals.Elapsed.TotalSeconds, 0.001);
        var before = totals.AppliedBefore > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({totals.AppliedBefore:N0} of them before)") : "";
        var outcome = dryRun
            ? string.Create(CultureInfo.InvariantCulture, $"{changes:N0} changes could be sent")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{totals.Applied:N0} applied{before}, {totals.Unchanged:N0} unchanged, {totals.Refused:N0} refused, {totals.RepeatedBlocks:N0} blocks known, revision {totals.Revision}");
        terminal.Messages.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"{Path.GetFileName(file)}: {totals.Rows:N0} rows, {totals.Rejected:N0} rejected, {outcome}; {totals.Elapsed.TotalSeconds:N1} s, {rate:N0} changes/s");
        if (rejects.Exists)
        {
            terminal.Messages.MarkupLineInterpolated($"[yellow]rejected rows: {rejects.Path}[/]");
        }
    }
}
