using Grpc.Core;

namespace Grpc.Server;

/// <summary>Serves a client-streaming method.</summary>
internal sealed class ClientStreamingCallHandler<TRequest, TResponse>(
    ServerPlan plan,
    MethodOptions options,
    Method<TRequest, TResponse> method,
    ClientStreamingServerMethod<TRequest, TResponse> handler) : ServerCallHandler(plan, options, method)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext call)
    {
        call.ArmDeadline();
        var reader = new ServerStreamReader<TRequest>(call, method.RequestMarshaller.ContextualDeserializer);
        var response = await handler(reader, call);
        ResponseWriter.EndWith(call, response, method.ResponseMarshaller.ContextualSerializer);
    }
}
