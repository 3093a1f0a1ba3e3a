using CreditQuery.Server.Applying;
using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Telemetry;

/// <summary>Gauges of what the node holds and how fresh it is; they measure nothing while the node is loading.</summary>
internal sealed class NodeGauges
{
    private readonly Node _node;
    private readonly LogClock _clock;

    /// <summary>Adds the gauges to the node's meter.</summary>
    /// <param name="metrics">Owns the meter.</param>
    /// <param name="node">The node.</param>
    /// <param name="clock">Log time.</param>
    public NodeGauges(ServerMetrics metrics, Node node, LogClock clock)
    {
        _node = node;
        _clock = clock;
        metrics.Meter.CreateObservableGauge("creditquery.staleness", Staleness, "s", "Log time less the time up to which the log is applied.");
        metrics.Meter.CreateObservableGauge("creditquery.revision", () => (long)Of(static parts => parts.Index.Current.Revision), "{revision}", "Revision applied.");
        metrics.Meter.CreateObservableGauge("creditquery.subjects", () => Of(static parts => parts.Index.Current.Counts.Subjects), "{subject}", "Subjects in the index.");
        metrics.Meter.CreateObservableGauge("creditquery.entries", () => Of(static parts => parts.Index.Current.Counts.Entries), "{entry}", "List entries in the index.");
        metrics.Meter.CreateObservableGauge("creditquery.index.memory", () => Of(static parts => parts.Index.MemoryBytes), "By", "Memory of the index.");
        metrics.Meter.CreateObservableGauge("creditquery.index.fill", () => Of(static parts => parts.Index.Fill), "1", "Share of the memory for records in use.");
        metrics.Meter.CreateObservableGauge(
            "creditquery.quarantined", () => Of(static parts => (long)parts.Index.Current.Quarantine.Length), "{event}", "Events that could not be applied.");
    }

    private double Staleness()
    {
        var now = _clock.NowMs;
        return Of(parts => (now - parts.Applier.SourceTimeMs(parts.Index.Current.Revision, now)) / 1000.0);
    }

    private T? Of<T>(Func<NodeParts, T> read) => _node.Parts is { } parts ? read(parts) : default;
}
