using Grpc.Core;
using Grpc.Testing;

namespace CreditQuery.InteropHost.Server;

/// <summary>Binds all methods but UnimplementedCall, which no server has.</summary>
internal sealed class RegisteredMethods(ServerServiceDefinition.Builder definition) : ServiceBinderBase
{
    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse>? handler)
    {
        if (method.Name != nameof(TestService.TestServiceBase.UnimplementedCall))
        {
            definition.AddMethod(method, handler!);
        }
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse>? handler) => definition.AddMethod(method, handler!);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse>? handler) => definition.AddMethod(method, handler!);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse>? handler) => definition.AddMethod(method, handler!);
}
