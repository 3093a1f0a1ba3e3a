using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Grpc.Server;

/// <summary>Rows H1 to H11 of docs/grpc.md: responses.</summary>
public sealed class ServerResponseTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);

    [Fact]
    public async Task Success_HasHeadersDataAndTrailersWithStatus0()
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(Probe.UnaryPath, Hello);

        Assert.Equal("200", response.Header(":status"));
        Assert.Equal("application/grpc", response.Header("content-type"));
        Assert.False(response.IsHeadersOnly);
        Assert.Equal([new HeaderField("grpc-status", "0")], response.Trailers);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.Unauthenticated)]
    [InlineData((StatusCode)42)]
    public async Task Failure_BeforeAnyMessage_IsTrailersOnlyWithHttp200(StatusCode code)
    {
        await using var server = await ProbeServer.StartAsync(Throwing(new RpcException(
            new Status(code, "no"), new Metadata { { "x-why", "because" } })));

        var response = await server.SendAsync(Probe.UnaryPath, Hello);

        Assert.True(response.IsHeadersOnly);
        Assert.Equal("200", response.Header(":status"));
        Assert.Equal(((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture), response.Header("grpc-status"));
        Assert.Equal("no", response.Header("grpc-message"));
        Assert.Equal("because", response.Header("x-why"));
    }

    [Fact]
    public async Task Failure_WithoutMessage_HasNoGrpcMessage()
    {
        await using var server = await ProbeServer.StartAsync(Throwing(new RpcException(new Status(StatusCode.NotFound, ""))));

        var response = await server.SendAsync(Probe.UnaryPath, Hello);

        Assert.Equal("5", response.Header("grpc-status"));
        Assert.Null(response.Header("grpc-message"));
    }

    [Fact]
    public async Task Failure_AfterMessages_ComesInTrailersMergedWithThoseOfTheContext()
    {
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            ServerStream = static async (_, responses, context) =>
            {
                await responses.WriteAsync([1]);
                context.ResponseTrailers.Add("x-context", "c");
                throw new RpcException(new Status(StatusCode.Aborted, "late"), new Metadata { { "x-exception", "e" } });
            },
        });

        var response = await server.SendAsync(Probe.ServerStreamPath, Hello);

        Assert.Single(GrpcBytes.Messages(response.Data));
        Assert.Equal("10", response.Trailer("grpc-status"));
        Assert.Equal("c", response.Trailer("x-context"));
        Assert.Equal("e", response.Trailer("x-exception"));
    }

    [Fact]
    public async Task Trailers_NamedLikeTheStatus_AreOverwritten()
    {
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Unary = static (request, context) =>
            {
                context.ResponseTrailers.Add("grpc-status", "7");
                context.ResponseTrailers.Add("grpc-message", "forged");
                return Task.FromResult(request);
            },
        });

        var response = await server.SendAsync(Probe.UnaryPath, Hello);

        Assert.Equal("0", response.Trailer("grpc-status"));
        Assert.Null(response.Trailer("grpc-message"));
    }

    [Fact]
    public async Task Status_SetOnTheContext_WinsOverTheReturnedMessage()
    {
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Unary = static (request, context) =>
            {
                context.Status = new Status(StatusCode.OutOfRange, "set");
                return Task.FromResult(request);
            },
        });

        var response = await server.SendAsync(Probe.UnaryPath, Hello);

        Assert.Equal("11", response.Trailer("grpc-status"));
        Assert.Empty(response.Data);
    }

    [Theory]
    [InlineData(false, "Exception was thrown by handler.")]
    [InlineData(true, "Exception was thrown by handler. InvalidOperationException: secret")]
    public async Task Handler_ThrowsSomethingElse_IsUnknownWithoutDetailUnlessAsked(bool detailed, string message)
    {
        await using var server = await ProbeServer.StartAsync(
            Throwing(new InvalidOperationException("secret")),
            options => options.EnableDetailedErrors = detailed,
            allowErrors: true);

        var response = await server.SendAsync(Probe.UnaryPath, Hello);

        Assert.Equal("2", response.Header("grpc-status"));
        Assert.Equal(message, response.Header("grpc-message"));
        Assert.Single(server.Errors);
    }

    [Fact]
    public async Task Handler_ReturnsNull_IsCancelled()
    {
        await using var server = await ProbeServer.StartAsync(new Probe { Unary = static (_, _) => Task.FromResult<byte[]>(null!) });

        var response = await server.SendAsync(Probe.UnaryPath, Hello);

        Assert.Equal("1", response.Trailer("grpc-status"));
        Assert.Equal("No message returned from method.", response.Trailer("grpc-message"));
    }

    [Fact]
    public async Task Message_WithSpecialCharacters_IsPercentEncodedUtf8()
    {
        await using var server = await ProbeServer.StartAsync(Throwing(new RpcException(new Status(
            StatusCode.Unknown,
            "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001F608\t\n"))));

        var response = await server.SendAsync(Probe.UnaryPath, Hello);

        Assert.Equal(
            "%09%0Atest with whitespace%0D%0Aand Unicode BMP %E2%98%BA and non-BMP %F0%9F%98%88%09%0A",
            response.Header("grpc-message"));
    }

    [Fact]
    public async Task ResponseHeaders_Written_ArriveBeforeTheHandlerGoesOn()
    {
        var mayGoOn = new TaskCompletionSource();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Unary = async (request, context) =>
            {
                await context.WriteResponseHeadersAsync([new Metadata.Entry("x-first", "1")]);
                await mayGoOn.Task;
                return request;
            },
        });
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
        await stream.SendDataAsync(Hello, endStream: true);

        var first = await stream.ReadAsync();
        mayGoOn.SetResult();
        var rest = await stream.ReadMessageAsync();

        Assert.Contains(new HeaderField("x-first", "1"), first.Headers!);
        Assert.Contains(new HeaderField("grpc-status", "0"), rest.Headers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ResponseHeaders_SecondTimeOrAfterAMessage_AreRefused(bool afterMessage)
    {
        Exception? failure = null;
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            ServerStream = async (_, responses, context) =>
            {
                await (afterMessage ? responses.WriteAsync([1]) : context.WriteResponseHeadersAsync([]));
                failure = await Record.ExceptionAsync(() => context.WriteResponseHeadersAsync([]));
            },
        });

        var response = await server.SendAsync(Probe.ServerStreamPath, Hello);

        Assert.Equal("0", response.Trailer("grpc-status"));
        Assert.IsType<InvalidOperationException>(failure);
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 1)]
    public async Task Stream_Writes_AreFlushedEachUnlessHinted(bool hinted, int frames)
    {
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            ServerStream = async (_, responses, _) =>
            {
                responses.WriteOptions = hinted ? new WriteOptions(WriteFlags.BufferHint) : null;
                for (byte i = 0; i < 3; i++)
                {
                    await responses.WriteAsync([i]);
                    await Task.Yield();
                }
            },
        });

        var response = await server.SendAsync(Probe.ServerStreamPath, Hello);

        Assert.Equal(3, GrpcBytes.Messages(response.Data).Count);
        Assert.True(response.DataFrameLengths.Count(static length => length > 0) <= frames);
        Assert.Equal("0", response.Trailer("grpc-status"));
    }

    [Fact]
    public async Task Stream_ClientThatTakesNothing_StopsTheWriter()
    {
        const int Window = 65535;
        var written = 0;
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            ServerStream = async (_, responses, context) =>
            {
                var message = new byte[16 * 1024];
                while (!context.CancellationToken.IsCancellationRequested)
                {
                    var write = responses.WriteAsync(message);
                    if (!write.IsCompleted && Volatile.Read(ref written) >= Window)
                    {
                        waits.TrySetResult();
                    }

                    await write;
                    Interlocked.Add(ref written, message.Length);
                }
            },
        });
        await using var client = await server.ConnectAsync(new RawHttp2Options { ReplenishWindows = false });
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.ServerStreamPath));
        await stream.SendDataAsync(Hello, endStream: true);
        for (var taken = 0; taken < Window;)
        {
            taken += (await stream.ReadAsync()).Data?.Length ?? 0;
        }

        // The writer has more than the window and waits; and a round trip later it has written nothing more.
        await waits.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await client.Connection.SendPingAsync(1);
        await client.Connection.WaitForAsync(static frame => frame is { Type: Http2FrameType.Ping, IsAck: true });

        // The window, what Kestrel buffers per stream, and one message: not more.
        Assert.InRange(Volatile.Read(ref written), Window, Window + 65536 + (32 * 1024));
        await stream.ResetAsync(Http2ErrorCode.Cancel);
    }

    [Fact]
    public async Task Stream_SecondWriteWhileOneIsPending_IsRefused()
    {
        var failure = new TaskCompletionSource<Exception?>();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            ServerStream = async (_, responses, _) =>
            {
                var first = responses.WriteAsync(new byte[200_000]);
                failure.SetResult(await Record.ExceptionAsync(() => responses.WriteAsync([1])));
                await Record.ExceptionAsync(() => first);
            },
        });
        await using var client = await server.ConnectAsync(new RawHttp2Options { ReplenishWindows = false });
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.ServerStreamPath));

        await stream.SendDataAsync(Hello, endStream: true);

        Assert.IsType<InvalidOperationException>(await failure.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        await stream.ResetAsync(Http2ErrorCode.Cancel);
    }

    [Fact]
    public async Task Stream_WriteAfterTheHandlerEnded_IsRefused()
    {
        IServerStreamWriter<byte[]>? kept = null;
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            ServerStream = (_, responses, _) =>
            {
                kept = responses;
                return Task.CompletedTask;
            },
        });

        await server.SendAsync(Probe.ServerStreamPath, Hello);

        await Assert.ThrowsAsync<InvalidOperationException>(() => kept!.WriteAsync([1]));
    }

    [Theory]
    [InlineData(Probe.ClientStreamPath)]
    [InlineData(Probe.DuplexPath)]
    public async Task Handler_EndsBeforeHalfClose_TrailersThenResetNoError(string path)
    {
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            ClientStream = static (_, _) => Task.FromResult<byte[]>([1]),
            Duplex = static (_, responses, _) => responses.WriteAsync([1]),
        });
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(path));

        var response = await stream.ReadMessageAsync();
        var reset = await client.Connection.WaitForAsync(frame => frame.Type == Http2FrameType.ResetStream && frame.StreamId == stream.Id);

        Assert.Equal("0", response.Trailer("grpc-status"));
        Assert.Equal(Http2ErrorCode.NoError, reset.ErrorCode);
    }

    [Theory]
    [InlineData(Probe.UnaryPath)]
    [InlineData(Probe.ServerStreamPath)]
    public async Task Message_AboveTheSendLimit_IsResourceExhausted(string path)
    {
        await using var server = await ProbeServer.StartAsync(
            new Probe
            {
                Unary = static (_, _) => Task.FromResult(new byte[101]),
                ServerStream = static (_, responses, _) => responses.WriteAsync(new byte[101]),
            },
            static options => options.MaxSendMessageSize = 100);

        var response = await server.SendAsync(path, Hello);

        Assert.Equal("8", response.Trailer("grpc-status"));
        Assert.Empty(response.Data);
    }

    private static Probe Throwing(Exception failure) => new() { Unary = (_, _) => throw failure };
}
