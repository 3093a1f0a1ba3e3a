using Google.Protobuf;

namespace CreditQuery.Cli.Output;

/// <summary>Messages as JSON, in the form of protobuf, for other programs.</summary>
internal static class JsonOutput
{
    private static readonly JsonFormatter Indented = new(JsonFormatter.Settings.Default.WithIndentation());
    private static readonly JsonFormatter OneLine = new(JsonFormatter.Settings.Default);

    public static void Write(Terminal terminal, IMessage message) => terminal.Output.WriteLine(Indented.Format(message));

    public static string Line(IMessage message) => OneLine.Format(message);
}
