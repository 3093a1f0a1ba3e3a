using System.Diagnostics.Metrics;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Telemetry;

/// <summary>The node's metrics; meter <c>CreditQuery.Server</c>.</summary>
/// <remarks>Tags come from closed sets: method, conclusion, reason, outcome. Never a scenario typed by a caller, never free text.</remarks>
internal sealed class ServerMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "CreditQuery.Server";

    // Microseconds: an answer from memory takes single digits of them, a stalled one milliseconds.
    private static readonly double[] SecondBuckets = [1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 5e-4, 1e-3, 5e-3, 0.05, 0.5, 5];

    private static readonly double[] CheckpointBuckets = [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60];

    private static readonly string[] ConclusionTags = ["unspecified", "block", "caution", "clear", "prefer", "suspended_only", "indeterminate"];

    private static readonly string[] KindTags = ["unspecified", "behind", "other_history", "other_epoch", "other_key", "no_log", "left_behind"];

    private readonly Counter<long> _checks;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _maskedTexts;
    private readonly Counter<long> _divergences;
    private readonly Histogram<double> _lookup;
    private readonly Histogram<double> _checkpoint;
    private readonly Histogram<double> _compaction;

    /// <summary>Makes the instruments.</summary>
    /// <param name="factory">The host's factory.</param>
    public ServerMetrics(IMeterFactory factory)
    {
        Meter = factory.Create(MeterName);
        _checks = Meter.CreateCounter<long>("creditquery.checks", "{check}", "Checks answered, by conclusion.");
        _failures = Meter.CreateCounter<long>("creditquery.failures", "{call}", "Calls that failed, by reason.");
        _changes = Meter.CreateCounter<long>("creditquery.changes", "{change}", "Changes applied, by outcome.");
        _maskedTexts = Meter.CreateCounter<long>("creditquery.texts.masked", "{text}", "Texts in which a personal number was masked before the append.");
        _divergences = Meter.CreateCounter<long>("creditquery.log.divergences", "{divergence}", "How often the log was not the one applied, by kind.");
        _lookup = Meter.CreateHistogram(
            "creditquery.lookup.duration", "s", "Time of one check inside the node.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = SecondBuckets });
        _checkpoint = Meter.CreateHistogram(
            "creditquery.checkpoint.duration", "s", "Time of one checkpoint.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = CheckpointBuckets });
        _compaction = Meter.CreateHistogram(
            "creditquery.compaction.duration", "s", "Time of one compaction.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = CheckpointBuckets });
    }

    /// <summary>The meter, for gauges of the parts that own the figures.</summary>
    public Meter Meter { get; }

    /// <summary>Whether anyone listens to the time of a check: two clock reads per check are saved otherwise.</summary>
    public bool TimesChecks => _lookup.Enabled;

    /// <summary>Counts one answered check.</summary>
    /// <param name="conclusion">Its conclusion.</param>
    public void CountCheck(Conclusion conclusion)
    {
        if (_checks.Enabled)
        {
            _checks.Add(1, new KeyValuePair<string, object?>("conclusion", ConclusionTags[(int)conclusion]));
        }
    }

    /// <summary>Records the time of one check.</summary>
    /// <param name="elapsed">The time.</param>
    public void RecordCheck(TimeSpan elapsed) => _lookup.Record(elapsed.TotalSeconds);

    /// <summary>Counts one failed call.</summary>
    /// <param name="reason">Its reason.</param>
    public void CountFailure(ErrorReason reason)
    {
        if (_failures.Enabled)
        {
            _failures.Add(1, new KeyValuePair<string, object?>("reason", reason.WireName()));
        }
    }

    /// <summary>Counts applied changes.</summary>
    /// <param name="outcome">applied, unchanged or refused.</param>
    /// <param name="count">How many.</param>
    public void CountChanges(string outcome, int count)
    {
        if (count > 0 && _changes.Enabled)
        {
            _changes.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    /// <summary>Counts masked texts.</summary>
    /// <param name="count">How many.</param>
    public void CountMaskedTexts(int count)
    {
        if (count > 0)
        {
            _maskedTexts.Add(count);
        }
    }

    /// <summary>Counts a divergence.</summary>
    /// <param name="kind">How it showed.</param>
    public void CountDivergence(DivergenceKind kind) => _divergences.Add(1, new KeyValuePair<string, object?>("kind", KindTags[(int)kind]));

    /// <summary>Records the time of one compaction.</summary>
    /// <param name="elapsed">The time.</param>
    public void RecordCompaction(TimeSpan elapsed) => _compaction.Record(elapsed.TotalSeconds);

    /// <summary>Records the time of one checkpoint.</summary>
    /// <param name="elapsed">The time.</param>
    public void RecordCheckpoint(TimeSpan elapsed) => _checkpoint.Record(elapsed.TotalSeconds);
}
