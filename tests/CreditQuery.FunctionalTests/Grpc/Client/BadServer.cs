using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;
using Grpc.Net.Client;

namespace CreditQuery.FunctionalTests.Grpc.Client;

/// <summary>A raw server whose answer to every call a test writes by hand, with a channel to it.</summary>
internal sealed class BadServer : IAsyncDisposable
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static b => b, static b => b);

    // Responses of this type fail to parse.
    private static readonly Marshaller<byte[]> Unparsable =
        Marshallers.Create(static b => b, static byte[] (byte[] _) => throw new IOException("not protobuf"));

    // One object per method: only calls of the same method leave what they worked with to one another.
    private static readonly Method<byte[], byte[]> UnaryMethod = new(MethodType.Unary, "test.Bad", "Unary", Bytes, Bytes);
    private static readonly Method<byte[], byte[]> UnparsableMethod = new(MethodType.Unary, "test.Bad", "Unary", Bytes, Unparsable);
    private static readonly Method<byte[], byte[]> StreamMethod = new(MethodType.ServerStreaming, "test.Bad", "Stream", Bytes, Bytes);
    private static readonly Method<byte[], byte[]> DuplexMethod = new(MethodType.DuplexStreaming, "test.Bad", "Duplex", Bytes, Bytes);

    private readonly RawHttp2Server _server;

    public BadServer(Func<RawHttp2Stream, Task> answer, RawHttp2Options? raw = null, GrpcChannelOptions? options = null)
    {
        _server = new RawHttp2Server(
            async connection =>
            {
                while (await connection.AcceptStreamAsync() is { } stream)
                {
                    _ = answer(stream);
                }
            },
            raw);
        Channel = GrpcChannel.ForAddress(_server.Address, options ?? new GrpcChannelOptions());
        Invoker = Channel.CreateCallInvoker();
    }

    public GrpcChannel Channel { get; }

    public CallInvoker Invoker { get; }

    public IReadOnlyList<RawHttp2Connection> Connections => _server.Connections;

    /// <summary>Answers with headers, data and trailers after the whole request came.</summary>
    public static BadServer Answering(byte[] data, params (string Name, string Value)[] trailers) => new(async stream =>
    {
        await stream.ReadMessageAsync();
        await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
        await stream.SendDataAsync(data);
        await stream.SendHeadersAsync(trailers.Select(static t => new HeaderField(t.Name, t.Value)), endStream: true);
    });

    /// <summary>Answers with one header block that ends the stream.</summary>
    public static BadServer HeadersOnly(params (string Name, string Value)[] headers) => new(async stream =>
    {
        await stream.ReadMessageAsync();
        await stream.SendHeadersAsync(headers.Select(static t => new HeaderField(t.Name, t.Value)), endStream: true);
    });

    public AsyncUnaryCall<byte[]> Unary(CallOptions options = default, bool unparsable = false) =>
        Invoker.AsyncUnaryCall(unparsable ? UnparsableMethod : UnaryMethod, null, options, [1]);

    public AsyncServerStreamingCall<byte[]> Stream(CallOptions options = default) =>
        Invoker.AsyncServerStreamingCall(StreamMethod, null, options, [1]);

    public AsyncDuplexStreamingCall<byte[], byte[]> Duplex(CallOptions options = default) =>
        Invoker.AsyncDuplexStreamingCall(DuplexMethod, null, options);

    /// <summary>The status of a unary call, which must end in time.</summary>
    public async Task<Status> StatusAsync(CallOptions options = default, bool unparsable = false)
    {
        using var call = Unary(options, unparsable);
        try
        {
            await call.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (RpcException failure)
        {
            Assert.Equal(failure.Status, call.GetStatus());
            return failure.Status;
        }

        return call.GetStatus();
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _server.DisposeAsync();
    }
}
