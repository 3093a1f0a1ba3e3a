using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CreditQuery.Server.Hosting;

/// <summary>The addresses the node really listens on; they differ from the options where port 0 takes a free one.</summary>
internal sealed class BoundPorts(IServer server)
{
    /// <summary>Address of the query port, for instance <c>http://127.0.0.1:5080</c>; empty while nothing is bound.</summary>
    public string Query => At(0);

    /// <summary>Address of the registry port; empty while nothing is bound.</summary>
    public string Registry => At(1);

    /// <summary>Address of the metrics; empty while nothing is bound, or without them.</summary>
    public string Metrics => At(2);

    // Kestrel keeps the order in which the endpoints were added.
    private string At(int index) => server.Features.Get<IServerAddressesFeature>()?.Addresses.ElementAtOrDefault(index) ?? "";
}
