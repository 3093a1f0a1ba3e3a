namespace CreditQuery.Server.Hosting;

/// <summary>Connection feature: the role of the port that a connection came in by.</summary>
/// <remarks>A feature instead of the port number: tests listen on port 0, operators on any.</remarks>
internal sealed class PortFeature(PortRole role)
{
    /// <summary>The role.</summary>
    public PortRole Role { get; } = role;
}
