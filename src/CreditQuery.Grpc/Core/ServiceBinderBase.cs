namespace Grpc.Core;

/// <summary>Receives the methods of a service from its generated code.</summary>
/// <remarks>A binder overrides the kinds of method that it takes; any other ends the binding with <see cref="NotSupportedException"/>, which names the
/// method, so that none is left out in silence.</remarks>
public class ServiceBinderBase
{
    /// <summary>Receives a unary method.</summary>
    /// <param name="handler">Null when generated code binds without an instance.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw NotTaken(method);

    /// <summary>Receives a client-streaming method.</summary>
    /// <param name="handler">Null when generated code binds without an instance.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw NotTaken(method);

    /// <summary>Receives a server-streaming method.</summary>
    /// <param name="handler">Null when generated code binds without an instance.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw NotTaken(method);

    /// <summary>Receives a method that streams both ways.</summary>
    /// <param name="handler">Null when generated code binds without an instance.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw NotTaken(method);

    private NotSupportedException NotTaken(IMethod method) => new($"{GetType().Name} does not take {method.Type} methods: {method.FullName}.");
}
