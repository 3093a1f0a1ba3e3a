using Grpc.Core;

namespace Grpc.Server;

/// <summary>Puts the interceptors of a method before its handler, once, when the method is mapped.</summary>
internal sealed class InterceptorChain(ServerPlan plan, MethodOptions options)
{
    private readonly InterceptorSource[] _sources =
        [.. options.Interceptors.Select(registration => new InterceptorSource(registration, plan))];

    public UnaryServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        foreach (var source in _sources.Reverse())
        {
            handler = new InterceptedUnary<TRequest, TResponse>(source, handler).InvokeAsync;
        }

        return handler;
    }

    public ClientStreamingServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(
        ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        foreach (var source in _sources.Reverse())
        {
            var next = handler;
            handler = (requests, context) => source.Get(context).ClientStreamingServerHandler(requests, context, next);
        }

        return handler;
    }

    public ServerStreamingServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(
        ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        foreach (var source in _sources.Reverse())
        {
            var next = handler;
            handler = (request, responses, context) =>
                source.Get(context).ServerStreamingServerHandler(request, responses, context, next);
        }

        return handler;
    }

    public DuplexStreamingServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(
        DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        foreach (var source in _sources.Reverse())
        {
            var next = handler;
            handler = (requests, responses, context) =>
                source.Get(context).DuplexStreamingServerHandler(requests, responses, context, next);
        }

        return handler;
    }
}
