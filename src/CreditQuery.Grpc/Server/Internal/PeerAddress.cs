using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Grpc.Server;

/// <summary>Writes the address of a peer as gRPC names it. Source: gRPC naming.md.</summary>
internal static class PeerAddress
{
    public static string Of(ConnectionInfo connection)
    {
        var address = connection.RemoteIpAddress;
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"ipv6:[{address}]:{connection.RemotePort}"
            : $"ipv4:{new IPEndPoint(address, connection.RemotePort)}";
    }
}
