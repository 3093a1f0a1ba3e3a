using System.Reflection;
using Grpc.Core;

namespace Grpc.Server;

/// <summary>Makes a handler for each method that the generated code of a service names.</summary>
internal sealed class ServiceTypeBinder<TService>(ServerPlan plan, MethodOptions options, ServiceSource<TService> source)
    : ServiceBinderBase
    where TService : class
{
    private readonly InterceptorChain _chain = new(plan, options);

    public List<MappedMethod> Handlers { get; } = [];

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var (target, code) = Code<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(
            method, [typeof(TRequest), typeof(ServerCallContext)]);
        Add(target, new UnaryCallHandler<TRequest, TResponse>(
            plan, options, method, _chain.Wrap<TRequest, TResponse>((request, context) => code(source.Get(context), request, context))));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (target, code) = Code<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(
            method, [typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext)]);
        Add(target, new ClientStreamingCallHandler<TRequest, TResponse>(
            plan, options, method, _chain.Wrap<TRequest, TResponse>((requests, context) => code(source.Get(context), requests, context))));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (target, code) = Code<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method, [typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext)]);
        Add(target, new ServerStreamingCallHandler<TRequest, TResponse>(plan, options, method, _chain.Wrap<TRequest, TResponse>(
            (request, responses, context) => code(source.Get(context), request, responses, context))));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (target, code) =
            Code<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
                method,
                [typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext)]);
        Add(target, new DuplexStreamingCallHandler<TRequest, TResponse>(plan, options, method, _chain.Wrap<TRequest, TResponse>(
            (requests, responses, context) => code(source.Get(context), requests, responses, context))));
    }

    private static (MethodInfo Target, TDelegate Code) Code<TDelegate>(IMethod method, Type[] parameters)
        where TDelegate : Delegate
    {
        var target = typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"Could not find '{method.Name}' on {typeof(TService)}.");
        return (target, target.CreateDelegate<TDelegate>());
    }

    private void Add(MethodInfo target, ServerCallHandler handler) =>
        Handlers.Add(new MappedMethod(handler, [.. typeof(TService).GetCustomAttributes(true), .. target.GetCustomAttributes(true)]));
}
