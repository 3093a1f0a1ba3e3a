namespace Grpc.Core;

/// <summary>Receives what channel credentials are.</summary>
public abstract class ChannelCredentialsConfiguratorBase
{
    /// <summary>Plain text.</summary>
    public abstract void SetInsecureCredentials(object state);

    /// <summary>TLS.</summary>
    /// <param name="rootCertificates">Trusted roots, PEM; null for those of the system.</param>
    /// <param name="keyCertificatePair">Own certificate; null for none.</param>
    /// <param name="verifyPeerCallback">Judges the server certificate; null for the usual rules.</param>
    public abstract void SetSslCredentials(
        object state,
        string? rootCertificates,
        KeyCertificatePair? keyCertificatePair,
        VerifyPeerCallback? verifyPeerCallback);

    /// <summary>Channel credentials with call credentials.</summary>
    public abstract void SetCompositeCredentials(
        object state,
        ChannelCredentials channelCredentials,
        CallCredentials callCredentials);
}
