using Grpc.Core;

namespace Grpc.Client;

/// <summary>What the credentials of a channel say, checked against the scheme of its address.</summary>
internal sealed class ChannelSecurity : ChannelCredentialsConfiguratorBase
{
    /// <exception cref="InvalidOperationException">Credentials and scheme contradict each other.</exception>
    public ChannelSecurity(ChannelCredentials? credentials, Uri address)
    {
        IsSecure = address.Scheme == Uri.UriSchemeHttps;
        if (credentials is null)
        {
            return;
        }

        var scheme = IsSecure;
        credentials.InternalPopulateConfiguration(this, this);
        if (scheme != IsSecure)
        {
            throw new InvalidOperationException(
                $"Channel is configured with {(IsSecure ? "secure" : "insecure")} channel credentials " +
                $"and can't use an address with a '{address.Scheme}' scheme.");
        }
    }

    public bool IsSecure { get; private set; }

    public string? RootCertificates { get; private set; }

    public KeyCertificatePair? KeyPair { get; private set; }

    public VerifyPeerCallback? Verifier { get; private set; }

    public List<CallCredentials> CallCredentials { get; } = [];

    public override void SetInsecureCredentials(object state) => IsSecure = false;

    public override void SetSslCredentials(
        object state,
        string? rootCertificates,
        KeyCertificatePair? keyCertificatePair,
        VerifyPeerCallback? verifyPeerCallback)
    {
        IsSecure = true;
        RootCertificates = rootCertificates;
        KeyPair = keyCertificatePair;
        Verifier = verifyPeerCallback;
    }

    public override void SetCompositeCredentials(
        object state,
        ChannelCredentials channelCredentials,
        CallCredentials callCredentials)
    {
        channelCredentials.InternalPopulateConfiguration(this, state);
        CallCredentials.Add(callCredentials);
    }
}
