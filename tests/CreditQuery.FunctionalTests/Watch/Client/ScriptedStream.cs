using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>A stream that a test serves.</summary>
internal sealed class ScriptedStream(Uri address, WatchRequest request)
{
    private readonly Channel<WatchResponse> _messages = Channel.CreateUnbounded<WatchResponse>();

    public Uri Address => address;

    public WatchRequest Request => request;

    public void Send(params WatchResponse[] responses) => Array.ForEach(responses, response => Assert.True(_messages.Writer.TryWrite(response)));

    public void End() => _messages.Writer.Complete();

    public void Fail(StatusCode code) => _messages.Writer.Complete(new RpcException(new Status(code, "scripted")));

    public async IAsyncEnumerable<WatchResponse> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var response in _messages.Reader.ReadAllAsync(cancellationToken))
        {
            yield return response;
        }
    }
}
