using System.CommandLine;
using System.Globalization;
using CreditQuery.Cli.Output;
using CreditQuery.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq log status</c>: tells where a log in Redis stands; needs neither node nor key.</summary>
internal sealed class LogStatusCommand(ConnectionOptions connection, Terminal terminal)
{
    private readonly RedisOptions _redis = new(connection);

    public Command Build()
    {
        var command = new Command("status", "Tell epoch, head, oldest revision and durability of a log in Redis.");
        _redis.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var status = await RedisLogSetup.ReadAsync(_redis.Read(parsed), TimeProvider.System, NullLogger.Instance, cancellationToken);
        terminal.Output.WriteLine($"epoch {status.Poll.Epoch}");
        terminal.Output.WriteLine($"key {status.KeyCheck}");
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"revisions {status.Oldest} to {status.Poll.Head.Revision}"));
        terminal.Output.WriteLine($"chain {status.Poll.Head.Chain}");
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"recorded {status.Poll.Head.RecordedAt:yyyy-MM-ddTHH:mm:ss.fffZ}, Redis now {status.Poll.LogTime:yyyy-MM-ddTHH:mm:ss.fffZ}"));
        terminal.Output.WriteLine($"durability {status.Durability}");
        foreach (var warning in status.Warnings)
        {
            terminal.Output.WriteLine($"warning {warning.Code}: {warning.Text} See {warning.Help}.");
        }

        return ExitCodes.Ok;
    }
}
