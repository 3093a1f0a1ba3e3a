using System.CommandLine;
using System.Globalization;
using CreditQuery.Cli.Output;
using CreditQuery.Client;
using CreditQuery.Protos.V1;
using Spectre.Console;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq log reconcile</c>: shows what the change log lost, asks, and appends it again.</summary>
internal sealed class ReconcileCommand(ConnectionOptions connection, Terminal terminal)
{
    private const uint PageSize = 1_000;
    private const int MostShown = 20;

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Append them without asking." };
    private readonly Option<string> _operator = new("--operator") { Description = "Who says yes; goes into the node's log.", DefaultValueFactory = static _ => "creditq" };
    private readonly Option<bool> _json = new("--json") { Description = "Write what became of each as JSON, one a line." };

    public Command Build()
    {
        var command = new Command("reconcile", "Show the changes that the log lost and this node kept (orphans), ask, and append them again.") { _yes, _operator, _json };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = connection.Connect(parsed);
        var orphans = await ListAsync(client, cancellationToken);
        if (orphans.Count == 0)
        {
            terminal.Messages.MarkupLine("The log has lost nothing that this node knows of.");
            return ExitCodes.Ok;
        }

        Show(orphans);
        if (!parsed.GetValue(_yes) && !await AgreesAsync(cancellationToken))
        {
            terminal.Messages.MarkupLine("Nothing was appended.");
            return ExitCodes.Refused;
        }

        var request = new ReconcileOrphansRequest { Operator = parsed.GetRequiredValue(_operator) };
        var (told, refused) = (0, 0);
        using var call = client.Registry.ReconcileOrphans(request, cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var orphan = call.ResponseStream.Current;
            told++;
            refused += orphan.Outcomes.Any(static outcome => outcome.Kind == OutcomeKind.Refused) ? 1 : 0;
            Tell(orphan, parsed.GetValue(_json));
        }

        terminal.Messages.MarkupLineInterpolated($"{told} changes are in the log, {refused} of them with a refusal.");
        return refused > 0 ? ExitCodes.Refused : ExitCodes.Ok;
    }

    private static async Task<List<OrphanedChange>> ListAsync(CreditQueryClient client, CancellationToken cancellationToken)
    {
        var orphans = new List<OrphanedChange>();
        var request = new ListOrphansRequest { PageSize = PageSize };
        do
        {
            var page = await client.Registry.ListOrphansAsync(request, cancellationToken: cancellationToken);
            orphans.AddRange(page.Orphans);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return orphans;
    }

    private void Show(List<OrphanedChange> orphans)
    {
        var table = new Table().AddColumns("revision then", "recorded", "author", "change id");
        foreach (var orphan in orphans.Take(MostShown))
        {
            table.AddRow(
                orphan.Revision.ToString(CultureInfo.InvariantCulture),
                orphan.RecordedAt.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                Markup.Escape(orphan.Author),
                orphan.ChangeId);
        }

        terminal.Messages.Write(table);
        if (orphans.Count > MostShown)
        {
            terminal.Messages.MarkupLineInterpolated($"and {orphans.Count - MostShown} more");
        }
    }

    private async Task<bool> AgreesAsync(CancellationToken cancellationToken)
    {
        terminal.Messages.Markup("Append them again, in this order and under the same change ids? Type yes: ");
        return (await terminal.Input.ReadLineAsync(cancellationToken))?.Trim() == "yes";
    }

    private void Tell(ReconciledOrphan orphan, bool json)
    {
        if (json)
        {
            JsonOutput.Write(terminal, orphan);
            return;
        }

        var outcomes = orphan.Outcomes.Select(static outcome => outcome.Kind == OutcomeKind.Refused
            ? $"{CheckView.Upper(outcome.Kind)} {CheckView.Upper(outcome.Reason)}"
            : CheckView.Upper(outcome.Kind));
        terminal.Tables.MarkupLineInterpolated(
            $"{orphan.Orphan.ChangeId} was {orphan.Orphan.Revision}, is {orphan.Revision}{(orphan.Duplicate ? " (known already)" : "")}: {string.Join(", ", outcomes)}");
    }
}
