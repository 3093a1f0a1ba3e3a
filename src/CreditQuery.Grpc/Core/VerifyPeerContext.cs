namespace Grpc.Core;

/// <summary>A server certificate to judge.</summary>
public class VerifyPeerContext
{
    internal VerifyPeerContext(string targetName, string peerPem)
    {
        TargetName = targetName;
        PeerPem = peerPem;
    }

    /// <summary>Name of the server.</summary>
    public string TargetName { get; }

    /// <summary>Its certificate, PEM.</summary>
    public string PeerPem { get; }
}
