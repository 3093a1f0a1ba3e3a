using Grpc.Core;

namespace Grpc.Wire;

internal sealed class CompositeCallCredentials(CallCredentials[] credentials) : CallCredentials
{
    private readonly CallCredentials[] _credentials = [.. credentials];

    public override void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object? state) =>
        configurator.SetCompositeCredentials(state, _credentials);
}
