using Grpc.Core;

namespace Grpc.Wire;

internal sealed class CompositeChannelCredentials : ChannelCredentials
{
    private readonly ChannelCredentials _channel;
    private readonly CallCredentials _call;

    public CompositeChannelCredentials(ChannelCredentials channel, CallCredentials call)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(call);
        if (!channel.IsComposable)
        {
            throw new ArgumentException(
                $"CallCredentials can't be composed with {channel.GetType().Name}. " +
                "CallCredentials must be used with secure channel credentials like SslCredentials.");
        }

        _channel = channel;
        _call = call;
    }

    public override void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object state) =>
        configurator.SetCompositeCredentials(state, _channel, _call);
}
