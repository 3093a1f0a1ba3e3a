using System.Net;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Replication;

/// <summary>Lets peers through that the operator has named, and nobody else.</summary>
/// <remarks>That a certificate is of the registry's authority is not enough: callers who check have such ones too.</remarks>
internal sealed class PeerGate(IOptions<ReplicationOptions> options)
{
    private readonly ReplicationOptions _options = options.Value;
    private readonly PeerName[] _peers = [.. options.Value.Peers.Select(PeerName.Read)];

    /// <summary>Refuses whoever is no peer.</summary>
    /// <param name="connection">The caller's connection.</param>
    /// <exception cref="CallException">Replication is off (UNIMPLEMENTED), or the caller is no peer (PERMISSION_DENIED).</exception>
    public void Require(ConnectionInfo connection)
    {
        if (!_options.Serves)
        {
            throw new CallException(ErrorReason.NotOffered, "Replication is off on this node: Replication:Peers names nobody.");
        }

        var isPeer = connection.ClientCertificate is { } certificate
            ? Array.Exists(_peers, peer => peer.Is(certificate))
            : _options.AllowLoopbackWithoutTls && connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
        if (!isPeer)
        {
            throw new CallException(ErrorReason.NoPeer, "This certificate is not in Replication:Peers of this node.");
        }
    }
}
