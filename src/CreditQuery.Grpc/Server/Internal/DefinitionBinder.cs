using Grpc.Core;

namespace Grpc.Server;

/// <summary>Makes a handler for each method of a definition that brings its own functions.</summary>
internal sealed class DefinitionBinder(ServerPlan plan, MethodOptions options) : ServiceBinderBase
{
    private readonly InterceptorChain _chain = new(plan, options);

    public List<MappedMethod> Handlers { get; } = [];

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse>? handler) =>
        Add(new UnaryCallHandler<TRequest, TResponse>(plan, options, method, _chain.Wrap(NotNull(handler))), handler!);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(new ClientStreamingCallHandler<TRequest, TResponse>(plan, options, method, _chain.Wrap(NotNull(handler))), handler!);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(new ServerStreamingCallHandler<TRequest, TResponse>(plan, options, method, _chain.Wrap(NotNull(handler))), handler!);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(new DuplexStreamingCallHandler<TRequest, TResponse>(plan, options, method, _chain.Wrap(NotNull(handler))), handler!);

    private static T NotNull<T>(T? handler)
        where T : Delegate => handler ?? throw new ArgumentNullException(nameof(handler));

    private void Add(ServerCallHandler handler, Delegate code) =>
        Handlers.Add(new MappedMethod(handler, code.Method.GetCustomAttributes(true)));
}
