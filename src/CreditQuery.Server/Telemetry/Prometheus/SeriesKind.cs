namespace CreditQuery.Server.Telemetry.Prometheus;

/// <summary>How the values of an instrument become a series.</summary>
internal enum SeriesKind
{
    /// <summary>Added up, never falls.</summary>
    Counter = 0,

    /// <summary>Added up, may fall.</summary>
    UpDown = 1,

    /// <summary>Read at each scrape, never falls.</summary>
    ReadCounter = 2,

    /// <summary>The last value counts.</summary>
    Gauge = 3,

    /// <summary>Counted by size.</summary>
    Histogram = 4,
}
