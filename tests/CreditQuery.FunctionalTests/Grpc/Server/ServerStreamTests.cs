using System.Collections.Concurrent;
using System.IO.Compression;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CreditQuery.FunctionalTests.Grpc.Server;

/// <summary>Rows X2 to X8 of docs/grpc.md, server side: cancellation, half-close, flow control.</summary>
public sealed class ServerStreamTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_ByResetOrLostConnection_FiresTheTokenAndEndsReadAndWrite(bool reset)
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var failures = new TaskCompletionSource<(Exception? Read, Exception? Write)>();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = async (requests, responses, context) =>
            {
                var read = requests.MoveNext(CancellationToken.None);
                running.SetResult();
                var fired = new TaskCompletionSource();
                await using var registration = context.CancellationToken.Register(fired.SetResult);
                await fired.Task;
                failures.SetResult((
                    await Record.ExceptionAsync(() => read),
                    await Record.ExceptionAsync(() => responses.WriteAsync([1]))));
            },
        });
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
        await running.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await (reset ? stream.ResetAsync(Http2ErrorCode.Cancel) : client.DisposeAsync().AsTask());

        var (read, write) = await failures.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.IsAssignableFrom<OperationCanceledException>(read);
        Assert.IsAssignableFrom<OperationCanceledException>(write);
    }

    [Fact]
    public async Task Cancel_OfOneStream_LeavesTheConnectionUsable()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
        await stream.ResetAsync(Http2ErrorCode.Cancel);

        var response = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello);

        Assert.Equal("0", response.Trailer("grpc-status"));
    }

    [Fact]
    public async Task MoveNext_AfterTheEnd_StaysFalse()
    {
        var ends = new TaskCompletionSource<(bool, bool)>();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = async (requests, _, _) =>
            {
                await requests.MoveNext(default);
                ends.SetResult((await requests.MoveNext(default), await requests.MoveNext(default)));
            },
        });

        await server.SendAsync(Probe.DuplexPath, Hello);

        Assert.Equal((false, false), await ends.Task);
    }

    [Fact]
    public async Task MoveNext_AfterTheHandlerEnded_IsRefused()
    {
        IAsyncStreamReader<byte[]>? kept = null;
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = (requests, _, _) =>
            {
                kept = requests;
                return Task.CompletedTask;
            },
        });

        await server.SendAsync(Probe.DuplexPath, Hello);

        await Assert.ThrowsAsync<InvalidOperationException>(() => kept!.MoveNext(default));
    }

    [Fact]
    public async Task MoveNext_WhileOneIsPending_IsRefused()
    {
        var failure = new TaskCompletionSource<Exception?>();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = async (requests, _, _) =>
            {
                var first = requests.MoveNext(default);
                failure.SetResult(await Record.ExceptionAsync(() => requests.MoveNext(default)));
                await first;
            },
        });
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));

        Assert.IsType<InvalidOperationException>(await failure.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await stream.SendDataAsync(ReadOnlyMemory<byte>.Empty, endStream: true);
        Assert.Equal("0", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
    }

    [Fact]
    public async Task Duplex_HandlerAnswersBeforeAnyMessage()
    {
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = static async (requests, responses, _) =>
            {
                await responses.WriteAsync([42]);
                Assert.False(await requests.MoveNext(default));
            },
        });
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
        await stream.ReadAsync();

        Assert.Equal(GrpcBytes.Message([42]), (await stream.ReadAsync()).Data);

        await stream.SendDataAsync(ReadOnlyMemory<byte>.Empty, endStream: true);
        Assert.Contains(new HeaderField("grpc-status", "0"), (await stream.ReadMessageAsync()).Headers);
    }

    [Fact]
    public async Task ClientStream_40MB_PassesTheBodyLimitOfKestrel()
    {
        await using var server = await ProbeServer.StartAsync(new Probe { ClientStream = CountAsync });
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.ClientStreamPath));
        var message = GrpcBytes.Message(new byte[4_000_000]);
        for (var i = 0; i < 10; i++)
        {
            await stream.SendDataAsync(message, endStream: i == 9);
        }

        var response = await stream.ReadMessageAsync();

        Assert.Equal("0", response.Trailer("grpc-status"));
        Assert.Equal(40_000_000, BitConverter.ToInt64(GrpcBytes.Messages(response.Data)[0].Payload));
    }

    [Fact]
    public async Task DataRate_OfASlowBody_CutsUnaryCallsButNoStream()
    {
        const int Pings = 4;
        await using var server = await ProbeServer.StartAsync(kestrelOptions: static options =>
        {
            options.Limits.MinRequestBodyDataRate = new MinDataRate(1_000_000_000, TimeSpan.FromSeconds(1.1));
            options.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(1);
        });
        await using var unary = await server.ConnectAsync();
        await using var streaming = await server.ConnectAsync();
        await (await unary.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath))).SendDataAsync(Hello);
        var stream = await streaming.OpenAsync(GrpcBytes.RequestHeaders(Probe.ClientStreamPath));
        await stream.SendDataAsync(Hello);

        // The pings of the server are the clock: one a second, as long as nothing else comes.
        await streaming.Connection.WaitForAsync(_ => streaming.Connection.Received.Count(static frame => frame.Type == Http2FrameType.Ping) >= Pings);
        await stream.SendDataAsync(Hello, endStream: true);

        Assert.Equal("0", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
        await unary.Connection.Closed.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task BufferHint_FailureAfterIt_LosesNoMessage()
    {
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = static async (_, responses, _) =>
            {
                responses.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
                for (var i = 0; i < 3; i++)
                {
                    await responses.WriteAsync([(byte)i]);
                }

                throw new RpcException(new Status(StatusCode.Aborted, "after three"));
            },
        });

        var response = await server.SendAsync(Probe.DuplexPath, GrpcBytes.Message([]));

        Assert.Equal("10", response.Trailer("grpc-status"));
        Assert.Equal([[0], [1], [2]], GrpcBytes.Messages(response.Data).Select(static message => message.Payload));
    }

    [Fact]
    public async Task BufferHint_ThenAFlushedOne_KeepsTheOrder()
    {
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = static async (_, responses, _) =>
            {
                // Above and below what gathers at most, flushed and not.
                var sizes = new[] { 1, 40_000, 2, 3, 20_000, 20_000, 4 };
                for (var i = 0; i < sizes.Length; i++)
                {
                    responses.WriteOptions = i % 3 == 2 ? null : new WriteOptions(WriteFlags.BufferHint);
                    await responses.WriteAsync([.. Enumerable.Repeat((byte)i, sizes[i])]);
                }
            },
        });

        var response = await server.SendAsync(Probe.DuplexPath, GrpcBytes.Message([]));

        Assert.Equal("0", response.Trailer("grpc-status"));
        Assert.Equal([1, 40_000, 2, 3, 20_000, 20_000, 4], GrpcBytes.Messages(response.Data).Select(static message => message.Payload.Length));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], GrpcBytes.Messages(response.Data).Select(static message => message.Payload[^1]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BufferHint_PlainCompressedAndRefusedMessages_KeepTheOrder(bool isCompressed)
    {
        const int Messages = 200;
        const int MostBytes = 10_000;
        byte[] Message(int number) => [.. Enumerable.Repeat((byte)number, 1 + (number * 37 % 3_000))];
        await using var server = await ProbeServer.StartAsync(
            new Probe
            {
                ServerStream = async (_, responses, _) =>
                {
                    for (var i = 0; i < Messages; i++)
                    {
                        responses.WriteOptions = new WriteOptions(i % 3 == 0 ? WriteFlags.BufferHint | WriteFlags.NoCompress : WriteFlags.BufferHint);
                        await responses.WriteAsync(Message(i));
                        if (i % 10 == 0)
                        {
                            await Assert.ThrowsAsync<RpcException>(() => responses.WriteAsync(new byte[MostBytes + 1]));
                        }
                    }
                },
            },
            options => (options.MaxSendMessageSize, options.ResponseCompressionAlgorithm) = (MostBytes, isCompressed ? "gzip" : null));

        var response = await server.SendAsync(Probe.ServerStreamPath, GrpcBytes.Message([]), ("grpc-accept-encoding", "gzip"));

        Assert.Equal("0", response.Trailer("grpc-status"));
        Assert.Equal(Enumerable.Range(0, Messages).Select(Message), GrpcBytes.Messages(response.Data).Select(static message => message.Flag == 1 ? Unzip(message.Payload) : message.Payload));
    }

    [Fact]
    public async Task Writer_LeftBehindByItsHandler_WritesIntoNoOtherCall()
    {
        const byte Mark = 0xEE;
        var left = new ConcurrentQueue<Task>();
        await using var server = await ProbeServer.StartAsync(
            new Probe
            {
                ServerStream = async (_, responses, _) =>
                {
                    var writes = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    responses.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
                    left.Enqueue(Task.Run(() => Assert.ThrowsAnyAsync<Exception>(async () =>
                    {
                        for (var i = 0; true; i++)
                        {
                            await responses.WriteAsync([Mark, Mark, Mark]);
                            if (i == 5)
                            {
                                writes.SetResult();
                            }
                        }
                    })));
                    await writes.Task;
                },
            },
            isOwnHttp2: true);
        await using var client = await server.ConnectAsync();
        for (var call = 0; call < 1_000; call++)
        {
            // The second one has the objects of the first.
            var stream = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.ServerStreamPath), Hello);
            var unary = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello);

            Assert.Equal(("0", "0"), (stream.Trailer("grpc-status"), unary.Trailer("grpc-status")));
            Assert.All(GrpcBytes.Messages(stream.Data), static message => Assert.Equal([Mark, Mark, Mark], message.Payload));
            Assert.Equal(Hello, unary.Data);
        }

        await Task.WhenAll(left).WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Unary_8MBMessage_GetsWindowUpdates()
    {
        await using var server = await ProbeServer.StartAsync(
            new Probe { Unary = static (request, _) => Task.FromResult(BitConverter.GetBytes(request.LongLength)) },
            static options => options.MaxReceiveMessageSize = 10_000_000);

        var response = await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message(new byte[8_000_000]));

        Assert.Equal(8_000_000, BitConverter.ToInt64(GrpcBytes.Messages(response.Data)[0].Payload));
    }

    private static byte[] Unzip(byte[] payload)
    {
        using var expanded = new MemoryStream();
        using var source = new GZipStream(new MemoryStream(payload), CompressionMode.Decompress);
        source.CopyTo(expanded);
        return expanded.ToArray();
    }

    private static async Task<byte[]> CountAsync(IAsyncStreamReader<byte[]> requests, ServerCallContext context)
    {
        var sum = 0L;
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
        {
            sum += request.Length;
        }

        return BitConverter.GetBytes(sum);
    }
}
