using Grpc.Core;

namespace Grpc.Server;

/// <summary>Serves a server-streaming method.</summary>
internal sealed class ServerStreamingCallHandler<TRequest, TResponse>(
    ServerPlan plan,
    MethodOptions options,
    Method<TRequest, TResponse> method,
    ServerStreamingServerMethod<TRequest, TResponse> handler) : ServerCallHandler(plan, options, method)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext call)
    {
        var request = await RequestReader.ReadSingleAsync(call, method.RequestMarshaller.ContextualDeserializer);
        call.ArmDeadline();
        var writer = new ServerStreamWriter<TResponse>(call, method.ResponseMarshaller.ContextualSerializer);
        await handler(request, writer, call);
        await writer.FinishAsync();
        call.End();
    }
}
