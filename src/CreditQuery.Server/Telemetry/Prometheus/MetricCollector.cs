using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Text;

namespace CreditQuery.Server.Telemetry.Prometheus;

/// <summary>Listens to the meters of this node and tells them as text.</summary>
/// <remarks>Listening switches the metrics on, also the time of each check: it exists only where Prometheus is served.</remarks>
internal sealed class MetricCollector : IDisposable
{
    private const string OwnMeters = "CreditQuery.";
    private const string RuntimeMeter = "System.Runtime";

    // Of the runtime only what a dashboard shows; the rest has names that Prometheus reserves for other things.
    private static readonly FrozenSet<string> RuntimeInstruments = new[]
    {
        "dotnet.process.cpu.time", "dotnet.process.memory.working_set", "dotnet.gc.collections", "dotnet.gc.pause.time",
        "dotnet.gc.heap.total_allocated", "dotnet.exceptions", "dotnet.monitor.lock_contentions",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly Lock _lock = new();
    private readonly List<InstrumentSeries> _instruments = [];
    private readonly IMeterFactory _factory;
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="factory">The host's factory: another node in the same process has another.</param>
    public MetricCollector(IMeterFactory factory)
    {
        _factory = factory;
        _listener.InstrumentPublished = Publish;
        _listener.MeasurementsCompleted = Complete;
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((InstrumentSeries)state!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>The names that the text may hold, those of instruments without a value yet included.</summary>
    public IReadOnlyCollection<string> Names
    {
        get
        {
            lock (_lock)
            {
                return [.. _instruments.SelectMany(static one => one.Kind == SeriesKind.Histogram
                    ? new[] { one.Name + "_bucket", one.Name + "_sum", one.Name + "_count" }
                    : [one.Name])];
            }
        }
    }

    /// <summary>Reads all gauges and writes everything.</summary>
    /// <returns>Text of <see cref="PrometheusText.ContentType"/>.</returns>
    public string Collect()
    {
        var text = new StringBuilder(16 << 10);
        lock (_lock)
        {
            foreach (var instrument in _instruments)
            {
                instrument.Begin();
            }

            ReadGauges();
            foreach (var instrument in _instruments.DistinctBy(static one => one.Name).OrderBy(static one => one.Name, StringComparer.Ordinal))
            {
                PrometheusText.Write(text, instrument);
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void ReadGauges()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException)
        {
            // A gauge of a node that closes its files: it has no value in this text, the others have theirs.
        }
    }

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (!IsOurs(instrument))
        {
            return;
        }

        var series = new InstrumentSeries(instrument);
        lock (_lock)
        {
            _instruments.Add(series);
        }

        listener.EnableMeasurementEvents(instrument, series);
    }

    private void Complete(Instrument instrument, object? state)
    {
        if (state is InstrumentSeries series)
        {
            lock (_lock)
            {
                _instruments.Remove(series);
            }
        }
    }

    private bool IsOurs(Instrument instrument)
    {
        var meter = instrument.Meter;
        return meter.Name == RuntimeMeter ? RuntimeInstruments.Contains(instrument.Name)
            : meter.Name.StartsWith(OwnMeters, StringComparison.Ordinal) && (meter.Scope is null || ReferenceEquals(meter.Scope, _factory));
    }
}
