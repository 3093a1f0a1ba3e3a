using System.Diagnostics.Metrics;
using CreditQuery.Server.Telemetry.Prometheus;

namespace CreditQuery.UnitTests.Server.Telemetry;

public sealed class MetricCollectorTests : IDisposable
{
    private readonly Factory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void Collect_Counter_AddsUpByTags()
    {
        using var collector = new MetricCollector(_factory);
        var counter = _factory.Create("CreditQuery.Test").CreateCounter<long>("creditquery.tested", "{test}", "Back\\slash\nand line.");

        counter.Add(2, new KeyValuePair<string, object?>("kind", "a\"b\\c\nd"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a\"b\\c\nd"));
        counter.Add(1, new KeyValuePair<string, object?>("kind", "other"));

        var text = collector.Collect();
        Assert.Contains("# HELP creditquery_tested_total Back\\\\slash\\nand line.\n# TYPE creditquery_tested_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("creditquery_tested_total{kind=\"a\\\"b\\\\c\\nd\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("creditquery_tested_total{kind=\"other\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Collect_Histogram_HasBucketsThatAddUp()
    {
        using var collector = new MetricCollector(_factory);
        var histogram = _factory.Create("CreditQuery.Test").CreateHistogram(
            "creditquery.took", "s", "", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1e-6, 0.5] });

        foreach (var value in new[] { 1e-7, 1e-6, 0.25, 7 })
        {
            histogram.Record(value);
        }

        var text = collector.Collect();
        Assert.Contains(
            "creditquery_took_seconds_bucket{le=\"1E-06\"} 2\ncreditquery_took_seconds_bucket{le=\"0.5\"} 3\ncreditquery_took_seconds_bucket{le=\"+Inf\"} 4\n"
            + "creditquery_took_seconds_sum 7.2500011\ncreditquery_took_seconds_count 4\n",
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Collect_GaugeThatFallsSilent_TellsNoOldValue()
    {
        using var collector = new MetricCollector(_factory);
        Measurement<double>[] told = [new(0.5)];
        _factory.Create("CreditQuery.Test").CreateObservableGauge("creditquery.level", () => told, "1", "Level.");

        Assert.Contains("creditquery_level_ratio 0.5\n", collector.Collect(), StringComparison.Ordinal);
        told = [];
        Assert.DoesNotContain("creditquery_level", collector.Collect(), StringComparison.Ordinal);
    }

    [Fact]
    public void Collect_GaugeThatFails_OthersAreTold()
    {
        using var collector = new MetricCollector(_factory);
        var meter = _factory.Create("CreditQuery.Test");
        meter.CreateObservableGauge("creditquery.broken", Fail);
        meter.CreateObservableGauge("creditquery.sound", () => 1);

        var text = collector.Collect();

        Assert.Contains("creditquery_sound 1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("creditquery_broken", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Collect_MetersOfOthers_AreLeftOut()
    {
        using var collector = new MetricCollector(_factory);
        _factory.Create("Some.Other").CreateObservableGauge("other.gauge", () => 1);
        using var other = new Factory();
        other.Create("CreditQuery.Test").CreateObservableGauge("creditquery.elsewhere", () => 1);

        var text = collector.Collect();

        Assert.DoesNotContain("other_gauge", text, StringComparison.Ordinal);
        Assert.DoesNotContain("creditquery_elsewhere", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_cpu_time_seconds_total", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_MoreTagsThanAnyClosedSet_KeepsMemoryBounded()
    {
        using var collector = new MetricCollector(_factory);
        var counter = _factory.Create("CreditQuery.Test").CreateCounter<long>("creditquery.many");

        for (var i = 0; i < 1_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("n", i));
        }

        Assert.Equal(256, collector.Collect().Split('\n').Count(line => line.StartsWith("creditquery_many_total{", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Record_ManyThreads_LosesNothing()
    {
        using var collector = new MetricCollector(_factory);
        var meter = _factory.Create("CreditQuery.Test");
        var counter = meter.CreateCounter<long>("creditquery.raced");
        var histogram = meter.CreateHistogram<double>("creditquery.raced.time", "s");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("tag", "one"));
                histogram.Record(0.5);
            }
        })));

        var text = collector.Collect();
        Assert.Contains("creditquery_raced_total{tag=\"one\"} 40000\n", text, StringComparison.Ordinal);
        Assert.Contains("creditquery_raced_time_seconds_sum 20000\ncreditquery_raced_time_seconds_count 40000\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_KnownTags_AllocatesNothing()
    {
        using var collector = new MetricCollector(_factory);
        var counter = _factory.Create("CreditQuery.Test").CreateCounter<long>("creditquery.free");
        void Add() => counter.Add(1, new KeyValuePair<string, object?>("tag", "one"));

        Assert.Equal(0, Allocations.Least(Add));
    }

    private static int Fail() => throw new ObjectDisposedException("files");

    /// <summary>A factory as the host's: its meters bear it as scope.</summary>
    private sealed class Factory : IMeterFactory
    {
        public Meter Create(MeterOptions options)
        {
            options.Scope = this;
            return new Meter(options);
        }

        public void Dispose()
        {
        }
    }
}
