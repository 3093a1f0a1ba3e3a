using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace CreditQuery.Server.Telemetry;

/// <summary>The log as one JSON object per line: <c>time</c> (UTC), <c>level</c>, <c>event</c>, <c>id</c>, <c>category</c>, <c>message</c>, <c>values</c>, <c>fault</c>.</summary>
/// <remarks>The formatter of .NET leaves the name of the event out, which operations.md goes by.</remarks>
internal sealed class JsonLines(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>Name of the form.</summary>
    public const string FormatterName = "creditquery-json";

    private const string Template = "{OriginalFormat}";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture) + "Z");
            json.WriteString("level", logEntry.LogLevel.ToString());
            json.WriteString("event", logEntry.EventId.Name ?? "");
            json.WriteNumber("id", logEntry.EventId.Id);
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", message);
            WriteValues(json, logEntry.State);
            if (logEntry.Exception is { } fault)
            {
                json.WriteString("fault", fault.ToString());
            }

            json.WriteEndObject();
        }

        textWriter.Write(Encoding.UTF8.GetString(bytes.WrittenSpan));
        textWriter.Write('\n');
    }

    private static void WriteValues<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values || values.All(static value => value.Key == Template))
        {
            return;
        }

        json.WriteStartObject("values");
        foreach (var (key, value) in values)
        {
            if (key != Template)
            {
                json.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
            }
        }

        json.WriteEndObject();
    }
}
