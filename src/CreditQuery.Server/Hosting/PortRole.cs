namespace CreditQuery.Server.Hosting;

/// <summary>What a port is for.</summary>
internal enum PortRole
{
    /// <summary>Both ports of calls.</summary>
    Both = 0,

    /// <summary>Checks, watch, catalogue reads.</summary>
    Query = 1,

    /// <summary>Changes.</summary>
    Registry = 2,

    /// <summary>Metrics for Prometheus and nothing else.</summary>
    Metrics = 3,
}
