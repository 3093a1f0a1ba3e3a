using System.CommandLine;
using CreditQuery.Cli.Output;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq log</c>: care of the change log.</summary>
internal sealed class LogCommand(ConnectionOptions connection, Terminal terminal)
{
    public Command Build() => new("log", "Care of the change log.")
    {
        new LogInitCommand(connection, terminal).Build(),
        new LogStatusCommand(connection, terminal).Build(),
        new ReconcileCommand(connection, terminal).Build(),
    };
}
