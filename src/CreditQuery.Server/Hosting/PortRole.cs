namespace CreditQuery.Server.Hosting;

/// <summary>What a port is for.</summary>
internal enum PortRole
{
    /// <summary>Both ports.</summary>
    Both = 0,

    /// <summary>Checks, watch, catalogue reads.</summary>
    Query = 1,

    /// <summary>Changes.</summary>
    Registry = 2,
}
