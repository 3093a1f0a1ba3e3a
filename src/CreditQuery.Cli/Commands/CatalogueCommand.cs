using System.CommandLine;
using System.Text;
using CreditQuery.Cli.Output;
using CreditQuery.Client;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using Google.Protobuf;
using Spectre.Console;
using CatalogueFinding = CreditQuery.Rules.Catalogues.CatalogueFinding;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq catalogue</c>: validate, put, diff, list, show.</summary>
internal sealed class CatalogueCommand(ConnectionOptions connection, Terminal terminal)
{
    /// <summary>Scenarios named per difference; of more their number.</summary>
    private const int ShownScenarios = 6;

    private readonly Argument<FileInfo> _file = new("file") { Description = "Catalogue file, YAML." };
    private readonly Argument<string> _from = new("from") { Description = "File, or version in the log: its name, or name@ and the first digits." };
    private readonly Argument<string> _to = new("to") { Description = "The same. Two files need no service." };
    private readonly Argument<string?> _version = new("version") { Description = "Version, as for diff; default the one in force.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _asOf = new("--as-of") { Description = "The version in force on this civil day.", HelpName = "YYYY-MM-DD" };
    private readonly Option<string?> _name = new("--name") { Description = "Name of the catalogue; default: the file's." };
    private readonly Option<string> _author = new("--author") { Description = "Department and operator.", DefaultValueFactory = static _ => "creditq" };
    private readonly Option<string?> _changeId = new("--change-id") { Description = "ULID; default a new one.", HelpName = "ulid" };
    private readonly Option<bool> _json = new("--json") { Description = "Write the answer as JSON." };

    public Command Build()
    {
        var validate = new Command("validate", "Say what is wrong with a file; needs no service.") { _file };
        validate.SetAction(Validate);
        var put = new Command("put", "Append a version to the log; every replica switches at the same revision.") { _file, _name, _author, _changeId };
        put.SetAction(PutAsync);
        var diff = new Command("diff", "Tell what differs and which answers could change.") { _from, _to, _json };
        diff.SetAction(DiffAsync);
        var list = new Command("list", "List the versions of the log.") { _json };
        list.SetAction(ListAsync);
        var show = new Command("show", "Write a version as YAML.") { _version, _asOf };
        show.SetAction(ShowAsync);
        return new Command("catalogue", "The catalogue: which measures follow from which lists.") { validate, put, diff, list, show };
    }

    private int Validate(ParseResult parsed)
    {
        var result = CatalogueLoader.Load(Content(parsed.GetRequiredValue(_file)).Span);
        foreach (CatalogueFinding finding in result.Findings)
        {
            var colour = finding.Severity == FindingSeverity.Error ? "red" : "yellow";
            terminal.Tables.MarkupLine($"[{colour}]{finding.Severity.ToString().ToLowerInvariant()}[/] line {finding.Line} {Markup.Escape(finding.Path)}: {Markup.Escape(finding.Reason)}");
        }

        terminal.Tables.MarkupLine(result.IsValid ? "[green]valid[/]" : "[red]refused[/]: correct the errors above");
        return result.IsValid ? ExitCodes.Ok : ExitCodes.BadFile;
    }

    private async Task<int> PutAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetRequiredValue(_file);
        var request = new PutCatalogueRequest
        {
            File = FileOf(file, parsed.GetValue(_name)),
            ChangeId = parsed.GetValue(_changeId) ?? ChangeIds.New(),
            Author = parsed.GetRequiredValue(_author),
        };
        using var client = connection.Connect(parsed);
        var response = await client.PutCatalogueAsync(request, cancellationToken);
        terminal.Tables.MarkupLineInterpolated($"[green]{response.Version.Version}[/] at revision {response.Revision}, in force from {response.Version.EffectiveFrom}");
        return ExitCodes.Ok;
    }

    private async Task<int> DiffAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var from = await LoadAsync(parsed, parsed.GetRequiredValue(_from), cancellationToken);
        var to = await LoadAsync(parsed, parsed.GetRequiredValue(_to), cancellationToken);
        var response = CatalogueVersions.Differences(from, to);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(terminal, response);
            return ExitCodes.Ok;
        }

        foreach (var difference in response.Differences)
        {
            var colour = difference.Change switch { "added" => "green", "removed" => "red", _ => "yellow" };
            var where = difference.Scenarios.Count is 0 or > ShownScenarios ? $"{difference.Scenarios.Count} scenarios" : string.Join(", ", difference.Scenarios);
            terminal.Tables.MarkupLine(
                $"[{colour}]{Markup.Escape(difference.Change)}[/] {Markup.Escape(difference.Path)}  {Markup.Escape(difference.From)} → {Markup.Escape(difference.To)}  [grey]{where}[/]");
        }

        var answers = response.Scenarios.Count == 0 ? "no answer could change" : $"answers could change in: {string.Join(", ", response.Scenarios)}";
        terminal.Tables.MarkupLineInterpolated($"{response.Differences.Count} differences; {answers}");
        return ExitCodes.Ok;
    }

    // A file is compared as it stands; a version is read from the log.
    private async Task<Catalogue> LoadAsync(ParseResult parsed, string text, CancellationToken cancellationToken)
    {
        if (File.Exists(text))
        {
            return CatalogueVersions.Load(Content(new FileInfo(text)).Span, text);
        }

        using var client = connection.Connect(parsed);
        var version = await CatalogueVersions.FindAsync(client, text, cancellationToken);
        var response = await client.GetCatalogueAsync(new GetCatalogueRequest { Version = version }, cancellationToken);
        return CatalogueVersions.Load(response.File.Content.Span, version);
    }

    private async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = connection.Connect(parsed);
        var response = await client.ListCataloguesAsync(cancellationToken);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(terminal, response);
            return ExitCodes.Ok;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("version", "revision", "from", "list types", "measures", "scenarios", "");
        foreach (var version in response.Versions)
        {
            table.AddRow(
                Markup.Escape(version.Version), $"{version.Revision}", version.EffectiveFrom, $"{version.ListTypes}", $"{version.Measures}", $"{version.Scenarios}",
                version.InForce ? "[green]in force[/]" : "");
        }

        terminal.Tables.Write(table);
        return ExitCodes.Ok;
    }

    private async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = connection.Connect(parsed);
        var version = parsed.GetValue(_version) is { } text ? await CatalogueVersions.FindAsync(client, text, cancellationToken) : "";
        var response = await client.GetCatalogueAsync(
            new GetCatalogueRequest { Version = version, AsOf = parsed.GetValue(_asOf) ?? "" }, cancellationToken);
        await terminal.Output.WriteAsync(Encoding.UTF8.GetString(response.File.Content.Span));
        return ExitCodes.Ok;
    }

    // The name inside counts, whatever the file is called; a file that does not load keeps its own and is refused by the service with the reason.
    private static CatalogueFile FileOf(FileInfo file, string? name)
    {
        var content = Content(file);
        return new CatalogueFile { Name = name ?? CatalogueLoader.Load(content.Span).Catalogue?.Name ?? Path.GetFileNameWithoutExtension(file.Name), Content = content };
    }

    private static ByteString Content(FileInfo file) => file.Exists
        ? ByteString.CopyFrom(File.ReadAllBytes(file.FullName))
        : throw new CommandFailure(ExitCodes.BadFile, $"There is no file {file}.", "Check the path; two catalogues ship in catalogues/.");
}
