using CreditQuery.Server.Telemetry.Prometheus;

namespace CreditQuery.UnitTests.Server.Telemetry;

public sealed class PrometheusNameTests
{
    [Theory]
    [InlineData("creditquery.checks", "{check}", SeriesKind.Counter, "creditquery_checks_total")]
    [InlineData("creditquery.lookup.duration", "s", SeriesKind.Histogram, "creditquery_lookup_duration_seconds")]
    [InlineData("creditquery.index.memory", "By", SeriesKind.Gauge, "creditquery_index_memory_bytes")]
    [InlineData("creditquery.index.fill", "1", SeriesKind.Gauge, "creditquery_index_fill_ratio")]
    [InlineData("creditquery.revision", "{revision}", SeriesKind.Gauge, "creditquery_revision")]
    [InlineData("dotnet.process.cpu.time", "s", SeriesKind.ReadCounter, "dotnet_process_cpu_time_seconds_total")]
    [InlineData("1.odd-name", null, SeriesKind.Gauge, "_1_odd_name")]
    [InlineData("wait.seconds", "s", SeriesKind.Gauge, "wait_seconds")]
    public void Of_InstrumentOfEachKind_FollowsTheCustomOfPrometheus(string name, string? unit, object kind, string expected) =>
        Assert.Equal(expected, PrometheusName.Of(name, unit, (SeriesKind)kind));
}
