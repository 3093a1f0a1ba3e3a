using Grpc.Core;

namespace Grpc.Server;

/// <summary>Serves a unary method.</summary>
internal sealed class UnaryCallHandler<TRequest, TResponse>(
    ServerPlan plan,
    MethodOptions options,
    Method<TRequest, TResponse> method,
    UnaryServerMethod<TRequest, TResponse> handler) : ServerCallHandler(plan, options, method)
    where TRequest : class
    where TResponse : class
{
    private readonly UnaryServerMethod<TRequest, TResponse> _handler = handler;
    private readonly Func<DeserializationContext, TRequest> _deserializer = method.RequestMarshaller.ContextualDeserializer;
    private readonly Action<TResponse, SerializationContext> _serializer = method.ResponseMarshaller.ContextualSerializer;

    protected override Task InvokeAsync(HttpServerCallContext call)
    {
        var read = RequestReader.ReadSingleAsync(call, _deserializer);
        if (!read.IsCompletedSuccessfully)
        {
            return ReadAndAnswerAsync(call, read);
        }

        var response = _handler(read.Result, call);
        if (!response.IsCompletedSuccessfully)
        {
            call.ArmDeadline();
            return AnswerAsync(call, response);
        }

        ResponseWriter.EndWith(call, response.Result, _serializer);
        return Task.CompletedTask;
    }

    private async Task ReadAndAnswerAsync(HttpServerCallContext call, ValueTask<TRequest> read)
    {
        var request = await read;
        ResponseWriter.EndWith(call, await _handler(request, call), _serializer);
    }

    private async Task AnswerAsync(HttpServerCallContext call, Task<TResponse> response) =>
        ResponseWriter.EndWith(call, await response, _serializer);
}
