using System.Text.Json;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Server.Hosting;
using Microsoft.Extensions.Options;

namespace CreditQuery.FunctionalTests.Telemetry;

/// <summary>Nothing of the telemetry leaves the machine in clear, and bad values name their key.</summary>
public sealed class TelemetryOptionsTests
{
    [Theory]
    [InlineData("Telemetry:PrometheusEndpoint", "0.0.0.0:0")]
    [InlineData("Telemetry:PrometheusEndpoint", "somewhere")]
    [InlineData("Telemetry:OtlpEndpoint", "http://collector.example:4317")]
    [InlineData("Telemetry:OtlpEndpoint", "collector:4317")]
    [InlineData("Telemetry:OtlpProtocol", "udp")]
    [InlineData("Telemetry:TraceRatio", "2")]
    [InlineData("Telemetry:TraceRatio", "0.5")]
    [InlineData("Telemetry:LogFormat", "xml")]
    public async Task Start_BadOption_NamesTheKey(string key, string value)
    {
        using var folder = new NodeFolder();

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var app = NodeHost.Build(folder, new TestClock(), new LogRecorder(), (key, value));
            await app.StartAsync(TestContext.Current.CancellationToken);
        });

        Assert.Contains(key, StartupFaults.TextOf(failure), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_AsJson_IsOneObjectPerLine()
    {
        using var folder = new NodeFolder();
        var file = Path.Combine(folder.Root, "a-file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var run = await ServerRun.RunAsync(folder, [("Telemetry:LogFormat", "json"), ("Log:Path", Path.Combine(file, "inside"))]);

        var events = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        Assert.Contains(events, one => one.GetProperty("event").GetString() == "LoadFailed" && one.GetProperty("level").GetString() == "Critical");
    }
}
