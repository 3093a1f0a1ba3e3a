namespace CreditQuery.Server.Hosting;

/// <summary>Endpoint metadata: the port on which a service is offered.</summary>
/// <param name="Role">The role.</param>
internal sealed record PortMetadata(PortRole Role);
