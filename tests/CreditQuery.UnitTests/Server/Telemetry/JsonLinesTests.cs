using System.Text.Json;
using CreditQuery.Server.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.UnitTests.Server.Telemetry;

public sealed class JsonLinesTests
{
    [Fact]
    public void Write_EventWithValuesAndFault_IsOneObjectOnOneLine()
    {
        using var writer = new StringWriter();
        KeyValuePair<string, object?>[] values = [new("Revision", 7UL), new("Path", "a\"b\nc"), new("{OriginalFormat}", "Event {Revision} of {Path}.")];
        var entry = new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
            LogLevel.Warning, "CreditQuery.Server.Test", new EventId(3021, "Quarantined"), values, new InvalidOperationException("first\nsecond"), static (_, _) => "Event 7.\nMore.");

        new JsonLines(TimeProvider.System).Write(in entry, null, writer);

        var text = writer.ToString();
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.Single(text, static character => character == '\n');
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        Assert.Equal("Quarantined", root.GetProperty("event").GetString());
        Assert.Equal(3021, root.GetProperty("id").GetInt32());
        Assert.Equal("Warning", root.GetProperty("level").GetString());
        Assert.Equal("Event 7.\nMore.", root.GetProperty("message").GetString());
        Assert.Equal("7", root.GetProperty("values").GetProperty("Revision").GetString());
        Assert.Equal("a\"b\nc", root.GetProperty("values").GetProperty("Path").GetString());
        Assert.Contains("second", root.GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("Z", root.GetProperty("time").GetString(), StringComparison.Ordinal);
    }
}
