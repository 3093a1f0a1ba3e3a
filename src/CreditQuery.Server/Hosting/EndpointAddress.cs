using System.Net;
using CreditQuery.Server.Configuration;

namespace CreditQuery.Server.Hosting;

/// <summary>Reads the endpoints of <see cref="ServerOptions"/>.</summary>
internal static class EndpointAddress
{
    /// <summary>Reads <c>address:port</c>.</summary>
    /// <param name="text">The text of the option.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <returns>False unless it is an IP address (or <c>localhost</c>) with a port.</returns>
    public static bool TryParse(string text, out IPEndPoint endpoint)
    {
        var named = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? string.Concat("127.0.0.1", text.AsSpan(9)) : text;
        var ok = IPEndPoint.TryParse(named, out var parsed) && named.LastIndexOf(':') > named.LastIndexOf(']') && named.Contains(':');
        endpoint = parsed ?? new IPEndPoint(IPAddress.Loopback, 0);
        return ok;
    }
}
