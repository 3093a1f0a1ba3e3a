using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace CreditQuery.InteropHost;

/// <summary>The official interoperability cases. Source: grpc interop-test-descriptions.md.</summary>
public static class InteropCases
{
    private const string CompressKey = "grpc-internal-encoding-request";

    /// <summary>All cases, by their official names.</summary>
    public static IReadOnlyDictionary<string, Func<CallInvoker, Task>> All { get; } =
        new Dictionary<string, Func<CallInvoker, Task>>(StringComparer.Ordinal)
        {
            ["empty_unary"] = Of(EmptyUnaryAsync),
            ["large_unary"] = Of(LargeUnaryAsync),
            ["client_compressed_unary"] = Of(ClientCompressedUnaryAsync),
            ["server_compressed_unary"] = Of(ServerCompressedUnaryAsync),
            ["client_streaming"] = Of(ClientStreamingAsync),
            ["client_compressed_streaming"] = Of(ClientCompressedStreamingAsync),
            ["server_streaming"] = Of(ServerStreamingAsync),
            ["server_compressed_streaming"] = Of(ServerCompressedStreamingAsync),
            ["ping_pong"] = Of(PingPongAsync),
            ["empty_stream"] = Of(EmptyStreamAsync),
            ["custom_metadata"] = Of(CustomMetadataAsync),
            ["status_code_and_message"] = Of(StatusCodeAndMessageAsync),
            ["special_status_message"] = Of(SpecialStatusMessageAsync),
            ["unimplemented_method"] = Of(UnimplementedMethodAsync),
            ["unimplemented_service"] = UnimplementedServiceAsync,
            ["cancel_after_begin"] = Of(CancelAfterBeginAsync),
            ["cancel_after_first_response"] = Of(CancelAfterFirstResponseAsync),
            ["timeout_on_sleeping_server"] = Of(TimeoutOnSleepingServerAsync),
            ["concurrent_large_unary"] = Of(ConcurrentLargeUnaryAsync),
        };

    /// <summary>Cases that need a server with compression; Ruby and grpc-js do not have it.</summary>
    public static IReadOnlySet<string> Compressing { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "client_compressed_unary", "server_compressed_unary", "client_compressed_streaming", "server_compressed_streaming",
    };

    public static async Task EmptyUnaryAsync(TestService.TestServiceClient client)
    {
        await client.EmptyCallAsync(new Empty());
    }

    public static async Task LargeUnaryAsync(TestService.TestServiceClient client)
    {
        var response = await client.UnaryCallAsync(Large());
        Expect.Equal(314159, response.Payload.Body.Length);
    }

    public static async Task ClientCompressedUnaryAsync(TestService.TestServiceClient client)
    {
        var probe = Large();
        probe.ExpectCompressed = new BoolValue { Value = true };
        await Expect.StatusAsync(StatusCode.InvalidArgument, () => client.UnaryCallAsync(probe).ResponseAsync);
        var compressed = await client.UnaryCallAsync(probe, Compress());
        Expect.Equal(314159, compressed.Payload.Body.Length);
        var plain = Large();
        plain.ExpectCompressed = new BoolValue { Value = false };
        Expect.Equal(314159, (await client.UnaryCallAsync(plain)).Payload.Body.Length);
    }

    public static async Task ServerCompressedUnaryAsync(TestService.TestServiceClient client)
    {
        foreach (var compressed in new[] { true, false })
        {
            var request = Large();
            request.ResponseCompressed = new BoolValue { Value = compressed };
            Expect.Equal(314159, (await client.UnaryCallAsync(request)).Payload.Body.Length);
        }
    }

    public static async Task ClientStreamingAsync(TestService.TestServiceClient client)
    {
        using var call = client.StreamingInputCall();
        foreach (var size in new[] { 27182, 8, 1828, 45904 })
        {
            await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = Zeros(size) });
        }

        await call.RequestStream.CompleteAsync();
        Expect.Equal(74922, (await call).AggregatedPayloadSize);
    }

    public static async Task ClientCompressedStreamingAsync(TestService.TestServiceClient client)
    {
        var expected = new StreamingInputCallRequest { Payload = Zeros(27182), ExpectCompressed = new BoolValue { Value = true } };
        using (var probe = client.StreamingInputCall())
        {
            await Expect.StatusAsync(StatusCode.InvalidArgument, async () =>
            {
                await probe.RequestStream.WriteAsync(expected);
                await probe.RequestStream.CompleteAsync();
                return await probe;
            });
        }

        using var call = client.StreamingInputCall(Compress());
        await call.RequestStream.WriteAsync(expected);
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(
            new StreamingInputCallRequest { Payload = Zeros(45904), ExpectCompressed = new BoolValue { Value = false } });
        await call.RequestStream.CompleteAsync();
        Expect.Equal(73086, (await call).AggregatedPayloadSize);
    }

    public static async Task ServerStreamingAsync(TestService.TestServiceClient client)
    {
        int[] sizes = [31415, 9, 2653, 58979];
        using var call = client.StreamingOutputCall(Output(sizes));
        Expect.Equal(sizes, await SizesAsync(call.ResponseStream));
    }

    public static async Task ServerCompressedStreamingAsync(TestService.TestServiceClient client)
    {
        var request = Output(31415, 92653);
        request.ResponseParameters[0].Compressed = new BoolValue { Value = true };
        request.ResponseParameters[1].Compressed = new BoolValue { Value = false };
        using var call = client.StreamingOutputCall(request);
        Expect.Equal([31415, 92653], await SizesAsync(call.ResponseStream));
    }

    public static async Task PingPongAsync(TestService.TestServiceClient client)
    {
        using var call = client.FullDuplexCall();
        foreach (var (response, request) in new[] { (31415, 27182), (9, 8), (2653, 1828), (58979, 45904) })
        {
            var message = Output(response);
            message.Payload = Zeros(request);
            await call.RequestStream.WriteAsync(message);
            Expect.True(await call.ResponseStream.MoveNext(default));
            Expect.Equal(response, call.ResponseStream.Current.Payload.Body.Length);
        }

        await call.RequestStream.CompleteAsync();
        Expect.True(!await call.ResponseStream.MoveNext(default));
        Expect.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    public static async Task EmptyStreamAsync(TestService.TestServiceClient client)
    {
        using var call = client.FullDuplexCall();
        await call.RequestStream.CompleteAsync();
        Expect.True(!await call.ResponseStream.MoveNext(default));
    }

    public static async Task CustomMetadataAsync(TestService.TestServiceClient client)
    {
        var headers = new Metadata
        {
            { "x-grpc-test-echo-initial", "test_initial_metadata_value" },
            { "x-grpc-test-echo-trailing-bin", [0xab, 0xab, 0xab] },
        };
        using var unary = client.UnaryCallAsync(Large(), headers);
        await unary;
        ExpectEcho(await unary.ResponseHeadersAsync, unary.GetTrailers());
        using var duplex = client.FullDuplexCall(headers);
        await duplex.RequestStream.WriteAsync(Output(31415));
        await duplex.RequestStream.CompleteAsync();
        Expect.Equal([31415], await SizesAsync(duplex.ResponseStream));
        ExpectEcho(await duplex.ResponseHeadersAsync, duplex.GetTrailers());
    }

    public static async Task StatusCodeAndMessageAsync(TestService.TestServiceClient client)
    {
        var status = new EchoStatus { Code = 2, Message = "test status message" };
        var unary = await Expect.StatusAsync(
            StatusCode.Unknown,
            () => client.UnaryCallAsync(new SimpleRequest { ResponseStatus = status }).ResponseAsync);
        Expect.Equal(status.Message, unary.Detail);
        using var call = client.FullDuplexCall();
        await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseStatus = status });
        await call.RequestStream.CompleteAsync();
        var duplex = await Expect.StatusAsync(StatusCode.Unknown, () => call.ResponseStream.MoveNext(default));
        Expect.Equal(status.Message, duplex.Detail);
    }

    public static async Task SpecialStatusMessageAsync(TestService.TestServiceClient client)
    {
        var status = new EchoStatus { Code = 2, Message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n" };
        var said = await Expect.StatusAsync(
            StatusCode.Unknown,
            () => client.UnaryCallAsync(new SimpleRequest { ResponseStatus = status }).ResponseAsync);
        Expect.Equal(status.Message, said.Detail);
    }

    public static Task UnimplementedMethodAsync(TestService.TestServiceClient client) =>
        Expect.StatusAsync(StatusCode.Unimplemented, () => client.UnimplementedCallAsync(new Empty()).ResponseAsync);

    public static Task UnimplementedServiceAsync(CallInvoker invoker) => Expect.StatusAsync(
        StatusCode.Unimplemented,
        () => new UnimplementedService.UnimplementedServiceClient(invoker).UnimplementedCallAsync(new Empty()).ResponseAsync);

    public static async Task CancelAfterBeginAsync(TestService.TestServiceClient client)
    {
        using var source = new CancellationTokenSource();
        using var call = client.StreamingInputCall(cancellationToken: source.Token);
        await source.CancelAsync();
        await Expect.StatusAsync(StatusCode.Cancelled, () => call.ResponseAsync);
    }

    public static async Task CancelAfterFirstResponseAsync(TestService.TestServiceClient client)
    {
        using var source = new CancellationTokenSource();
        using var call = client.FullDuplexCall(cancellationToken: source.Token);
        var request = Output(31415);
        request.Payload = Zeros(27182);
        await call.RequestStream.WriteAsync(request);
        Expect.True(await call.ResponseStream.MoveNext(default));
        await source.CancelAsync();
        await Expect.StatusAsync(StatusCode.Cancelled, () => call.ResponseStream.MoveNext(default));
    }

    public static async Task TimeoutOnSleepingServerAsync(TestService.TestServiceClient client)
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(1);
        using var call = client.FullDuplexCall(deadline: deadline);
        try
        {
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = Zeros(27182) });
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.DeadlineExceeded)
        {
            return;
        }

        await Expect.StatusAsync(StatusCode.DeadlineExceeded, () => call.ResponseStream.MoveNext(default));
    }

    public static Task ConcurrentLargeUnaryAsync(TestService.TestServiceClient client) =>
        Task.WhenAll(Enumerable.Range(0, 300).Select(_ => LargeUnaryAsync(client)));

    private static Func<CallInvoker, Task> Of(Func<TestService.TestServiceClient, Task> run) =>
        invoker => run(new TestService.TestServiceClient(invoker));

    private static Metadata Compress() => new() { { CompressKey, "gzip" } };

    private static SimpleRequest Large() => new() { ResponseSize = 314159, Payload = Zeros(271828) };

    private static Payload Zeros(int size) => new() { Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) };

    private static StreamingOutputCallRequest Output(params int[] sizes)
    {
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.AddRange(sizes.Select(static size => new ResponseParameters { Size = size }));
        return request;
    }

    private static async Task<int[]> SizesAsync(IAsyncStreamReader<StreamingOutputCallResponse> responses)
    {
        var sizes = new List<int>();
        await foreach (var response in responses.ReadAllAsync())
        {
            sizes.Add(response.Payload.Body.Length);
        }

        return [.. sizes];
    }

    private static void ExpectEcho(Metadata headers, Metadata trailers)
    {
        Expect.Equal("test_initial_metadata_value", headers.GetValue("x-grpc-test-echo-initial"));
        Expect.Equal<byte>([0xab, 0xab, 0xab], trailers.GetValueBytes("x-grpc-test-echo-trailing-bin")!);
    }
}
