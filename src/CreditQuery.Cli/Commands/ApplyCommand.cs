using System.CommandLine;
using CreditQuery.Cli.Import;
using CreditQuery.Cli.Output;
using CreditQuery.Client;
using CreditQuery.Protos.V1;
using Spectre.Console;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq apply</c>: one change set from a JSON file or the input.</summary>
internal sealed class ApplyCommand(ConnectionOptions connection, Terminal terminal)
{
    private readonly Argument<string> _file = new("file") { Description = "An ApplyChangesRequest, a list of changes or one change, as JSON; - reads the input.", DefaultValueFactory = static _ => "-" };
    private readonly Option<string?> _changeId = new("--change-id") { Description = "ULID; the same id with the same content is the same change. Default: that of the file, or a new one.", HelpName = "ulid" };
    private readonly Option<string?> _author = new("--author") { Description = "Department and operator; default: that of the file, or creditq." };
    private readonly Option<bool> _json = new("--json") { Description = "Write the answer as JSON." };

    public Command Build()
    {
        var command = new Command("apply", "Append one change set: one revision, all or nothing.") { _file, _changeId, _author, _json };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(_file);
        var text = path == "-" ? await terminal.Input.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(path, cancellationToken);
        var request = ParseRequest(text);
        request.ChangeId = parsed.GetValue(_changeId) ?? Or(request.ChangeId, ChangeIds.New());
        request.Author = parsed.GetValue(_author) ?? Or(request.Author, "creditq");
        using var client = connection.Connect(parsed);
        var response = await client.ApplyChangesAsync(request, cancellationToken);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(terminal, response);
        }
        else
        {
            Tell(request, response);
        }

        return response.Outcomes.Any(o => o.Kind == OutcomeKind.Refused) ? ExitCodes.Refused : ExitCodes.Ok;
    }

    /// <summary>Takes a whole request, a list of changes or one change.</summary>
    internal static ApplyChangesRequest ParseRequest(string text)
    {
        try
        {
            if (text.AsSpan().TrimStart().StartsWith('['))
            {
                return ApplyChangesRequest.Parser.ParseJson($"{{\"changes\":{text}}}");
            }

            var isRequest = text.Contains("\"changes\"", StringComparison.Ordinal);
            return isRequest
                ? ApplyChangesRequest.Parser.ParseJson(text)
                : new ApplyChangesRequest { Changes = { Change.Parser.ParseJson(text) } };
        }
        catch (Exception e) when (ChangeJson.IsFault(e))
        {
            throw new CommandFailure(ExitCodes.BadFile, "The change set cannot be read: " + ChangeJson.FaultOf(text, e), "docs/cli.md shows one; field names are those of registry.proto.");
        }
    }

    private void Tell(ApplyChangesRequest request, ApplyChangesResponse response)
    {
        terminal.Tables.MarkupLineInterpolated($"{request.ChangeId} at {response.AtLeast?.Epoch}:{response.AtLeast?.Revision}{(response.Duplicate ? " (known already)" : "")}");
        for (var i = 0; i < response.Outcomes.Count; i++)
        {
            var outcome = response.Outcomes[i];
            var kind = i < request.Changes.Count ? request.Changes[i].ChangeCase.ToString() : "";
            var colour = outcome.Kind == OutcomeKind.Refused ? "red" : "green";
            terminal.Tables.MarkupLine($"  {i + 1} {kind}: [{colour}]{CheckView.Upper(outcome.Kind)}[/] {(outcome.Kind == OutcomeKind.Refused ? CheckView.Upper(outcome.Reason) : "")} {Markup.Escape(outcome.Detail)}");
        }
    }

    private static string Or(string value, string otherwise) => value.Length > 0 ? value : otherwise;
}
