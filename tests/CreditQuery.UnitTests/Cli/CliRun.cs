using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;

namespace CreditQuery.UnitTests.Cli;

/// <summary>One run of a command line with what it wrote.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Messages)
{
    public static async Task<CliRun> OfAsync(string input, params string[] args)
    {
        using var output = new StringWriter();
        using var messages = new StringWriter();
        using var reader = new StringReader(input);
        var terminal = new Terminal(output, messages, reader, outputIsTerminal: false, errorIsTerminal: false);
        var code = await CliApplication.RunAsync(args, terminal, TestContext.Current.CancellationToken);
        return new CliRun(code, output.ToString(), messages.ToString());
    }
}
