using System.Diagnostics.Metrics;

namespace CreditQuery.Server.Telemetry.Prometheus;

/// <summary>All series of one instrument.</summary>
internal sealed class InstrumentSeries
{
    // Tags come from closed sets; an instrument that breaks the rule must not fill the memory.
    private const int MostSeries = 256;

    private static readonly double[] DefaultBounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 50];

    private readonly Lock _lock = new();
    private volatile MetricSeries[] _series = [];

    /// <summary>Makes it for an instrument.</summary>
    /// <param name="instrument">The instrument.</param>
    public InstrumentSeries(Instrument instrument)
    {
        Instrument = instrument;
        Kind = KindOf(instrument.GetType().GetGenericTypeDefinition());
        Bounds = Kind == SeriesKind.Histogram ? BoundsOf(instrument) : [];
        Name = PrometheusName.Of(instrument.Name, instrument.Unit, Kind);
    }

    /// <summary>The instrument.</summary>
    public Instrument Instrument { get; }

    /// <summary>Its name for Prometheus.</summary>
    public string Name { get; }

    /// <summary>How its values become series.</summary>
    public SeriesKind Kind { get; }

    /// <summary>Upper bounds of the buckets; empty unless it is a histogram.</summary>
    public double[] Bounds { get; }

    /// <summary>The series so far.</summary>
    public IReadOnlyList<MetricSeries> Series => _series;

    /// <summary>Forgets what the next reading tells anew: a gauge that is silent while the node loads has no value.</summary>
    public void Begin()
    {
        if (Instrument.IsObservable)
        {
            _series = [];
        }
    }

    /// <summary>Takes a whole number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="tags">Its tags.</param>
    public void Record(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Kind is SeriesKind.Counter or SeriesKind.UpDown && !Instrument.IsObservable)
        {
            Of(tags)?.Add(value);
        }
        else
        {
            Record((double)value, tags);
        }
    }

    /// <summary>Takes a real number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="tags">Its tags.</param>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Of(tags) is not { } series)
        {
            return;
        }

        if (Kind == SeriesKind.Histogram)
        {
            series.Observe(value);
        }
        else if (Kind == SeriesKind.Gauge || Instrument.IsObservable)
        {
            series.Set(value);
        }
        else
        {
            series.Add(value);
        }
    }

    private MetricSeries? Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) => Find(tags) ?? Make(tags);

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var series in _series)
        {
            if (series.Has(tags))
            {
                return series;
            }
        }

        return null;
    }

    private MetricSeries? Make(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (Find(tags) is { } made)
            {
                return made;
            }

            if (_series.Length == MostSeries)
            {
                return null;
            }

            var series = new MetricSeries(tags, Bounds);
            _series = [.. _series, series];
            return series;
        }
    }

    private static SeriesKind KindOf(Type type) =>
        type == typeof(Counter<>) ? SeriesKind.Counter
        : type == typeof(ObservableCounter<>) ? SeriesKind.ReadCounter
        : type == typeof(UpDownCounter<>) || type == typeof(ObservableUpDownCounter<>) ? SeriesKind.UpDown
        : type == typeof(Histogram<>) ? SeriesKind.Histogram
        : SeriesKind.Gauge;

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(static bound => (double)bound)],
        _ => DefaultBounds,
    };
}
