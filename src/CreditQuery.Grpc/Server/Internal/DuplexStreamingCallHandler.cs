using Grpc.Core;

namespace Grpc.Server;

/// <summary>Serves a method that streams both ways.</summary>
internal sealed class DuplexStreamingCallHandler<TRequest, TResponse>(
    ServerPlan plan,
    MethodOptions options,
    Method<TRequest, TResponse> method,
    DuplexStreamingServerMethod<TRequest, TResponse> handler) : ServerCallHandler(plan, options, method)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext call)
    {
        call.ArmDeadline();
        var reader = new ServerStreamReader<TRequest>(call, method.RequestMarshaller.ContextualDeserializer);
        var writer = new ServerStreamWriter<TResponse>(call, method.ResponseMarshaller.ContextualSerializer);
        await handler(reader, writer, call);
        await writer.FinishAsync();
        call.End();
    }
}
