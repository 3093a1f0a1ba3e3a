using System.Net;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Addresses that middleware has put in the place of the connection's, for one request.</summary>
internal sealed class ConnectionOverride(ConnectionFeatures connection)
{
    public IPAddress? RemoteAddress { get; set; } = connection.Remote?.Address;

    public int RemotePort { get; set; } = connection.Remote?.Port ?? 0;

    public IPAddress? LocalAddress { get; set; } = connection.Local?.Address;

    public int LocalPort { get; set; } = connection.Local?.Port ?? 0;
}
