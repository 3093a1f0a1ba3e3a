using Spectre.Console;

namespace CreditQuery.Cli.Output;

/// <summary>Where a command writes: answers to the output, everything else to the error stream.</summary>
/// <remarks>Colours and progress bars only where a terminal is; NO_COLOR turns colours off there too.</remarks>
internal sealed class Terminal
{
    /// <summary>Width of tables where no terminal tells one.</summary>
    private const int PlainWidth = 160;

    public Terminal(TextWriter output, TextWriter error, TextReader input, bool outputIsTerminal, bool errorIsTerminal)
    {
        Output = output;
        Input = input;
        Tables = Console(output, outputIsTerminal);
        Messages = Console(error, errorIsTerminal);
        ErrorIsTerminal = errorIsTerminal;
    }

    /// <summary>Plain text of answers: JSON, CSV, YAML.</summary>
    public TextWriter Output { get; }

    /// <summary>Input of commands that read it.</summary>
    public TextReader Input { get; }

    /// <summary>Tables for people, on the output.</summary>
    public IAnsiConsole Tables { get; init; }

    /// <summary>Messages and progress, on the error stream.</summary>
    public IAnsiConsole Messages { get; }

    /// <summary>True if progress can be drawn in place.</summary>
    public bool ErrorIsTerminal { get; }

    public static Terminal OfProcess() => new(
        System.Console.Out, System.Console.Error, System.Console.In, !System.Console.IsOutputRedirected, !System.Console.IsErrorRedirected);

    /// <summary>Says what went wrong and what to do next.</summary>
    public void Fail(string message, string next)
    {
        Messages.MarkupLineInterpolated($"[red]error:[/] {message}");
        if (next.Length > 0)
        {
            Messages.MarkupLineInterpolated($"[grey]next:[/]  {next}");
        }
    }

    private static IAnsiConsole Console(TextWriter writer, bool isTerminal)
    {
        var plain = !isTerminal || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isTerminal)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
