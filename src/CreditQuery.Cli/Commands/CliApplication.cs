using System.CommandLine;
using System.CommandLine.Parsing;
using CreditQuery.Cli.Output;

namespace CreditQuery.Cli.Commands;

/// <summary>The commands of <c>creditq</c>.</summary>
internal static class CliApplication
{
    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var parsed = Root(terminal).Parse(args);
        var invocation = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            Output = terminal.Output,
            Error = terminal.Messages.Profile.Out.Writer,
        };
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                terminal.Fail(error.Message, "");
            }

            terminal.Fail("the command line is wrong", $"creditq {CommandPath(parsed.CommandResult)}--help tells the options.");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (Exception e)
        {
            return Failures.Tell(e, terminal);
        }
    }

    /// <summary>Builds the command tree.</summary>
    public static RootCommand Root(Terminal terminal)
    {
        var connection = new ConnectionOptions();
        var root = new RootCommand("creditq: credit checks at the moment of decision (应查必查).")
        {
            new CheckCommand(connection, terminal).Build(),
            new BatchCommand(connection, terminal).Build(),
            new SubjectCommand(connection, terminal).Build(),
            new WatchCommand(connection, terminal).Build(),
            new StatusCommand(connection, terminal).Build(),
            new HealthCommand(connection, terminal).Build(),
            new ImportCommand(connection, terminal).Build(),
            new ApplyCommand(connection, terminal).Build(),
            new CatalogueCommand(connection, terminal).Build(),
            new LogCommand(connection, terminal).Build(),
            new SampleCommand(terminal).Build(),
            new KeyCommand(terminal).Build(),
            new SnapshotCommand(connection, terminal).Build(),
            CompletionCommand.Build(terminal),
        };
        connection.AddTo(root);
        return root;
    }

    private static string CommandPath(CommandResult result) =>
        result.Parent is CommandResult parent ? CommandPath(parent) + result.Command.Name + " " : "";
}
