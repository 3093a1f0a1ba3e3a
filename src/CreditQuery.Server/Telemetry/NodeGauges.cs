using System.Diagnostics.Metrics;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Registry;

namespace CreditQuery.Server.Telemetry;

/// <summary>Gauges of what the node holds and how fresh it is; those of what it holds measure nothing while it is loading or stopping.</summary>
internal sealed class NodeGauges
{
    private readonly Node _node;
    private readonly LogClock _clock;

    /// <summary>Adds the gauges to the node's meter.</summary>
    /// <param name="metrics">Owns the meter.</param>
    /// <param name="node">The node.</param>
    /// <param name="clock">Log time.</param>
    /// <param name="orphans">What the log lost.</param>
    public NodeGauges(ServerMetrics metrics, Node node, LogClock clock, Orphans orphans)
    {
        _node = node;
        _clock = clock;
        var meter = metrics.Meter;
        meter.CreateObservableGauge("creditquery.serving", () => node.Phase == NodePhase.Serving ? 1 : 0, "", "1 while the node answers checks, 0 while it loads, drains or has stopped applying.");
        meter.CreateObservableGauge("creditquery.clock.suspect", () => clock.IsSuspect ? 1 : 0, "", "1 while the clock of the node is suspect.");
        meter.CreateObservableGauge("creditquery.orphans", () => orphans.Count, "{change}", "Changes that were applied here, that the log lost, and that nobody brought back yet.");
        meter.CreateObservableGauge("creditquery.staleness", () => Of(Staleness), "s", "Log time less the time up to which the log is applied.");
        meter.CreateObservableGauge("creditquery.revision", () => Of(static parts => (long)parts.Index.Current.Revision), "{revision}", "Revision applied.");
        meter.CreateObservableGauge("creditquery.subjects", () => Of(static parts => parts.Index.Current.Counts.Subjects), "{subject}", "Subjects in the index.");
        meter.CreateObservableGauge("creditquery.entries", () => Of(static parts => parts.Index.Current.Counts.Entries), "{entry}", "List entries in the index.");
        meter.CreateObservableGauge("creditquery.index.memory", () => Of(static parts => parts.Index.MemoryBytes), "By", "Memory of the index.");
        meter.CreateObservableGauge("creditquery.index.fill", () => Of(static parts => parts.Index.Fill), "1", "Share of the memory for records in use.");
        meter.CreateObservableGauge("creditquery.warnings", () => Of(static parts => NodeWarnings.Of(parts, parts.Index.Fill).Count()), "{warning}", "What GetLogStatus warns of.");
        meter.CreateObservableGauge(
            "creditquery.quarantined", () => Of(static parts => (long)parts.Index.Current.Quarantine.Length), "{event}", "Events that could not be applied.");
    }

    private double Staleness(NodeParts parts)
    {
        var now = _clock.Read();
        return (now.Ms - parts.Applier.SourceTimeMs(parts.Index.Current.Revision, now)) / 1000.0;
    }

    // Nothing, not zero, while the node loads: a staleness of zero would say that it is fresh. Nothing while it stops: the files are being closed.
    private Measurement<T>[] Of<T>(Func<NodeParts, T> read)
        where T : struct => _node is { Parts: { } parts, Phase: not NodePhase.Draining } ? [new Measurement<T>(read(parts))] : [];
}
