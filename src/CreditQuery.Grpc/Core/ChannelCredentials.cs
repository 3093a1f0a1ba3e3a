using Grpc.Wire;

namespace Grpc.Core;

/// <summary>How a channel is secured.</summary>
public abstract class ChannelCredentials
{
    /// <summary>For implementations.</summary>
    public ChannelCredentials()
    {
    }

    /// <summary>Plain text.</summary>
    public static ChannelCredentials Insecure { get; } = new InsecureChannelCredentials();

    /// <summary>TLS with the roots of the system.</summary>
    public static ChannelCredentials SecureSsl { get; } = new SslCredentials();

    /// <summary>True when call credentials may be added.</summary>
    internal virtual bool IsComposable => false;

    /// <summary>Channel credentials with call credentials added to every call.</summary>
    /// <exception cref="ArgumentException">The channel credentials are plain text.</exception>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials) =>
        new CompositeChannelCredentials(channelCredentials, callCredentials);

    /// <summary>Tells a configurator what these credentials are.</summary>
    public abstract void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object state);
}
