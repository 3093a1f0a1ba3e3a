using System.Runtime.CompilerServices;
using CreditQuery.Protos.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace CreditQuery.Client;

/// <summary>The channels to the nodes of a subscription, opened when they are needed first.</summary>
/// <param name="options">Certificates and sizes.</param>
internal sealed class WatchChannels(CreditQueryClientOptions options) : IDisposable
{
    private readonly Dictionary<Uri, GrpcChannel> _channels = [];

    /// <summary>Opens a stream.</summary>
    public async IAsyncEnumerable<WatchResponse> Open(Uri address, WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_channels.TryGetValue(address, out var channel))
        {
            _channels[address] = channel = ChannelFactory.Open(address, options);
        }

        using var call = new StatusWatchService.StatusWatchServiceClient(channel).Watch(request, cancellationToken: cancellationToken);
        await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            yield return response;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var channel in _channels.Values)
        {
            channel.Dispose();
        }
    }
}
