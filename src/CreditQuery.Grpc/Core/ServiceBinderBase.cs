namespace Grpc.Core;

/// <summary>Receives the methods of a service from its generated code.</summary>
public class ServiceBinderBase
{
    /// <summary>Receives a unary method.</summary>
    /// <param name="handler">Null when generated code binds without an instance.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotImplementedException();

    /// <summary>Receives a client-streaming method.</summary>
    /// <param name="handler">Null when generated code binds without an instance.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotImplementedException();

    /// <summary>Receives a server-streaming method.</summary>
    /// <param name="handler">Null when generated code binds without an instance.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotImplementedException();

    /// <summary>Receives a method that streams both ways.</summary>
    /// <param name="handler">Null when generated code binds without an instance.</param>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw new NotImplementedException();
}
