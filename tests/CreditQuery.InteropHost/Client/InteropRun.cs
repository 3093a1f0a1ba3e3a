using Grpc.Core;
using Grpc.Testing;

namespace CreditQuery.InteropHost.Client;

/// <summary>What a case runs with.</summary>
internal sealed class InteropRun(InteropOptions options) : IDisposable
{
    private readonly InteropChannel _channel = new(options);

    public InteropOptions Options { get; } = options;

    public CallInvoker Invoker => _channel.Invoker;

    public TestService.TestServiceClient Client => new(Invoker);

    /// <summary>Messages that came compressed so far, over all calls.</summary>
    public int CompressedMessages => _channel.CompressedMessages;

    public void Dispose() => _channel.Dispose();
}
