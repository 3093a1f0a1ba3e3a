using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.Client;

/// <summary>What is the same for every call of a method over a channel.</summary>
internal sealed class ClientMethod(GrpcChannel channel, IMethod method, RetryRule? retry)
{
    // As many calls of one method under way find a workspace again; more make their own.
    private const int MostSpares = 256;

    private readonly ConcurrentQueue<CallWorkspace> _spares = new();
    private int _spareCount;

    public Uri Uri { get; } = new(channel.Address, method.FullName);

    public RetryRule? Retry { get; } = retry;

    public CallWorkspace RentWorkspace()
    {
        if (!_spares.TryDequeue(out var spare))
        {
            return new CallWorkspace(channel, Uri);
        }

        Interlocked.Decrement(ref _spareCount);
        return spare;
    }

    /// <summary>Takes back the workspace of a call that ended well.</summary>
    public void Return(CallWorkspace workspace)
    {
        if (!workspace.TryLeave())
        {
            return;
        }

        if (Interlocked.Increment(ref _spareCount) > MostSpares)
        {
            Interlocked.Decrement(ref _spareCount);
            workspace.Dispose();
            return;
        }

        _spares.Enqueue(workspace);
    }

    public AuthInterceptorContext AuthContext(CancellationToken cancellationToken)
    {
        var authority = channel.Address.GetLeftPart(UriPartial.Authority);
        return new AuthInterceptorContext($"{authority}/{method.ServiceName}", method.Name, cancellationToken);
    }
}
