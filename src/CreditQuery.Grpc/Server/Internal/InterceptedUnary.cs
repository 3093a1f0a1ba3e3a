using Grpc.Core;

namespace Grpc.Server;

/// <summary>A unary method behind an interceptor.</summary>
/// <remarks>A generic virtual method is searched for at every call; one that is bound to its interceptor once is not.</remarks>
internal sealed class InterceptedUnary<TRequest, TResponse>(InterceptorSource source, UnaryServerMethod<TRequest, TResponse> next)
    where TRequest : class
    where TResponse : class
{
    private readonly InterceptorSource _source = source;
    private readonly UnaryServerMethod<TRequest, TResponse> _next = next;
    private Func<TRequest, ServerCallContext, UnaryServerMethod<TRequest, TResponse>, Task<TResponse>>? _bound;

    public Task<TResponse> InvokeAsync(TRequest request, ServerCallContext context)
    {
        if (_bound is { } bound)
        {
            return bound(request, context, _next);
        }

        var interceptor = _source.Get(context);
        if (_source.IsSingleton)
        {
            _bound = interceptor.UnaryServerHandler;
        }

        return interceptor.UnaryServerHandler(request, context, _next);
    }
}
