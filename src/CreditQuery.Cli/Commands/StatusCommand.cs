using System.CommandLine;
using CreditQuery.Cli.Output;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq status</c>: where the log and the node stand.</summary>
internal sealed class StatusCommand(ConnectionOptions connection, Terminal terminal)
{
    private readonly Option<bool> _json = new("--json") { Description = "Write the status as JSON." };

    public Command Build()
    {
        var command = new Command("status", "Show log, index, sources and coverage.") { _json };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = connection.Connect(parsed);
        var status = await client.GetLogStatusAsync(cancellationToken);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(terminal, status);
        }
        else
        {
            StatusView.Write(terminal.Tables, status);
        }

        return ExitCodes.Ok;
    }
}
