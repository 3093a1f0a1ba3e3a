using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.Client;

/// <summary>What is the same for every call of a method over a channel.</summary>
internal sealed class ClientMethod(GrpcChannel channel, IMethod method, RetryRule? retry)
{
    public Uri Uri { get; } = new(channel.Address, method.FullName);

    public RetryRule? Retry { get; } = retry;

    public AuthInterceptorContext AuthContext(CancellationToken cancellationToken)
    {
        var authority = channel.Address.GetLeftPart(UriPartial.Authority);
        return new AuthInterceptorContext($"{authority}/{method.ServiceName}", method.Name, cancellationToken);
    }
}
