using Grpc.Core;

namespace CreditQuery.FunctionalTests.Grpc;

/// <summary>A service of plain bytes whose handlers a test chooses; by default each echoes.</summary>
internal sealed class Probe
{
    public const string Service = "test.Probe";
    public const string UnaryPath = "/test.Probe/Unary";
    public const string ClientStreamPath = "/test.Probe/ClientStream";
    public const string ServerStreamPath = "/test.Probe/ServerStream";
    public const string DuplexPath = "/test.Probe/Duplex";

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static b => b, static b => b);

    public static Method<byte[], byte[]> UnaryMethod { get; } = new(MethodType.Unary, Service, "Unary", Bytes, Bytes);

    public static Method<byte[], byte[]> ClientStreamMethod { get; } =
        new(MethodType.ClientStreaming, Service, "ClientStream", Bytes, Bytes);

    public static Method<byte[], byte[]> ServerStreamMethod { get; } =
        new(MethodType.ServerStreaming, Service, "ServerStream", Bytes, Bytes);

    public static Method<byte[], byte[]> DuplexMethod { get; } = new(MethodType.DuplexStreaming, Service, "Duplex", Bytes, Bytes);

    public UnaryServerMethod<byte[], byte[]> Unary { get; init; } = static (request, _) => Task.FromResult(request);

    public ClientStreamingServerMethod<byte[], byte[]> ClientStream { get; init; } = static async (requests, context) =>
    {
        var all = new List<byte>();
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
        {
            all.AddRange(request);
        }

        return [.. all];
    };

    public ServerStreamingServerMethod<byte[], byte[]> ServerStream { get; init; } = static async (request, responses, _) =>
    {
        foreach (var one in request)
        {
            await responses.WriteAsync([one]);
        }
    };

    public DuplexStreamingServerMethod<byte[], byte[]> Duplex { get; init; } = static async (requests, responses, context) =>
    {
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
        {
            await responses.WriteAsync(request);
        }
    };

    public ServerServiceDefinition Define() => ServerServiceDefinition.CreateBuilder()
        .AddMethod(UnaryMethod, Unary)
        .AddMethod(ClientStreamMethod, ClientStream)
        .AddMethod(ServerStreamMethod, ServerStream)
        .AddMethod(DuplexMethod, Duplex)
        .Build();
}
