using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;
using Grpc.Net.Client;

namespace CreditQuery.FunctionalTests.Grpc.Client;

/// <summary>Rows Q1 to Q6 of docs/grpc.md: what a client sends.</summary>
public sealed class ClientRequestTests
{
    [Fact]
    public async Task Headers_AreThoseOfTheProtocolWithMetadata()
    {
        var seen = new TaskCompletionSource<RawMessage>();
        await using var server = Seeing(seen);
        var metadata = new Metadata { { "x-text", "1" }, { "x-bin", [0xab] }, { "grpc-status", "dropped" } };

        using var call = server.Unary(new CallOptions(metadata, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30)));
        await call;

        var request = await seen.Task;
        Assert.Equal("POST", request.Header(":method"));
        Assert.Equal("http", request.Header(":scheme"));
        Assert.Equal("/test.Bad/Unary", request.Header(":path"));
        Assert.Equal("trailers", request.Header("te"));
        Assert.Equal("application/grpc", request.Header("content-type"));
        Assert.Equal("identity,gzip,deflate", request.Header("grpc-accept-encoding"));
        Assert.StartsWith("grpc-dotnet-", request.Header("user-agent"), StringComparison.Ordinal);
        Assert.Equal("1", request.Header("x-text"));
        Assert.Equal("qw", request.Header("x-bin"));
        Assert.Null(request.Header("grpc-status"));
        Assert.Matches("^[0-9]{1,8}[HMSmun]$", request.Header("grpc-timeout"));
        Assert.Equal(GrpcBytes.Message([1]), request.Data);
    }

    [Fact]
    public async Task Request_CompressedWhenAsked_HasFlagAndCoding()
    {
        var seen = new TaskCompletionSource<RawMessage>();
        await using var server = Seeing(seen);

        await server.Unary(new CallOptions([new Metadata.Entry("grpc-internal-encoding-request", "gzip")]));

        var request = await seen.Task;
        Assert.Equal("gzip", request.Header("grpc-encoding"));
        Assert.Null(request.Header("grpc-internal-encoding-request"));
        Assert.Equal(1, request.Data[0]);
    }

    [Fact]
    public async Task Deadline_PassedAlready_FailsWithoutSending()
    {
        await using var server = BadServer.Answering([], ("grpc-status", "0"));

        var status = await server.StatusAsync(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-1)));

        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
        Assert.Empty(server.Connections);
    }

    [Fact]
    public async Task Deadline_NotUtc_IsRefused()
    {
        await using var server = BadServer.Answering([], ("grpc-status", "0"));

        Assert.Throws<InvalidOperationException>(() => server.Unary(new CallOptions(deadline: new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Local))));
    }

    [Fact]
    public async Task Deadline_ServerHangs_IsLocalAndResetsWithCancel()
    {
        var time = new ManualTime();
        var reset = new TaskCompletionSource<Http2ErrorCode?>();
        await using var server = new BadServer(
            async stream => reset.SetResult((await stream.ReadMessageAsync()).Reset ?? (await stream.ReadMessageAsync()).Reset),
            options: new GrpcChannelOptions { ServiceProvider = new OneService(time) });
        using var call = server.Stream(new CallOptions(deadline: time.GetUtcNow().UtcDateTime.AddSeconds(5)));
        var next = call.ResponseStream.MoveNext(default);
        await WaitForStreamAsync(server);

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
        Assert.Equal(Http2ErrorCode.Cancel, await reset.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_BeforeAndAfterHeaders_ResetsTheStream(bool afterHeaders)
    {
        var reset = new TaskCompletionSource<Http2ErrorCode?>();
        var arrived = new TaskCompletionSource();
        await using var server = new BadServer(async stream =>
        {
            await stream.ReadMessageAsync();
            if (afterHeaders)
            {
                await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            }

            arrived.SetResult();
            reset.SetResult((await stream.ReadMessageAsync()).Reset);
        });
        using var source = new CancellationTokenSource();
        using var call = server.Stream(new CallOptions(cancellationToken: source.Token));
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10));
        if (afterHeaders)
        {
            await call.ResponseHeadersAsync;
        }

        var next = call.ResponseStream.MoveNext(default);
        await source.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
        Assert.Equal(Http2ErrorCode.Cancel, await reset.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Unary_CancelOrDeadline_ResetsTheStream(bool byDeadline, bool afterHeaders)
    {
        var time = new ManualTime();
        var reset = new TaskCompletionSource<Http2ErrorCode?>();
        var arrived = new TaskCompletionSource();
        await using var server = new BadServer(
            async stream =>
            {
                await stream.ReadMessageAsync();
                if (afterHeaders)
                {
                    await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
                }

                arrived.SetResult();
                reset.SetResult((await stream.ReadMessageAsync()).Reset);
            },
            options: new GrpcChannelOptions { ServiceProvider = new OneService(time) });
        using var source = new CancellationTokenSource();
        using var call = server.Unary(new CallOptions(deadline: time.GetUtcNow().UtcDateTime.AddSeconds(5), cancellationToken: source.Token));
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await (afterHeaders ? call.ResponseHeadersAsync : Task.CompletedTask);

        await (byDeadline ? Task.Run(() => time.Advance(TimeSpan.FromSeconds(5))) : source.CancelAsync());

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(byDeadline ? StatusCode.DeadlineExceeded : StatusCode.Cancelled, failure.StatusCode);
        Assert.Equal(Http2ErrorCode.Cancel, await reset.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Dispose_BeforeTheEnd_ResetsTheStream()
    {
        var reset = new TaskCompletionSource<Http2ErrorCode?>();
        await using var server = new BadServer(async stream =>
        {
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            reset.SetResult((await stream.ReadMessageAsync()).Reset);
        });
        var call = server.Duplex();
        await call.ResponseHeadersAsync;

        call.Dispose();

        Assert.Equal(Http2ErrorCode.Cancel, await reset.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default))).StatusCode);
    }

    [Fact]
    public async Task Cancel_WithTheOption_ThrowsOperationCanceled()
    {
        await using var server = new BadServer(
            static stream => stream.ReadMessageAsync(),
            options: new GrpcChannelOptions { ThrowOperationCanceledOnCancellation = true });
        using var source = new CancellationTokenSource();
        using var call = server.Unary(new CallOptions(cancellationToken: source.Token));

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.ResponseAsync);
    }

    [Fact]
    public async Task Duplex_Headers_GoOutBeforeTheFirstMessage()
    {
        await using var server = new BadServer(async stream =>
        {
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.SendDataAsync(GrpcBytes.Message([42]));
            await stream.ReadMessageAsync();
            await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
        });
        using var call = server.Duplex();

        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Equal([42], call.ResponseStream.Current);
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(default));
    }

    [Fact]
    public async Task Duplex_ServerEndsFirst_WriterGetsTheStatus()
    {
        await using var server = BadServer.Answering([]);
        await using var ended = new BadServer(static stream => stream.SendHeadersAsync(
            GrpcBytes.ResponseHeaders(("grpc-status", "8"), ("grpc-message", "full")), endStream: true));
        using var call = ended.Duplex();
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync([1]));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task Reader_SecondMoveNext_IsRefused()
    {
        await using var server = new BadServer(static stream => stream.ReadMessageAsync());
        using var call = server.Stream();
        var first = call.ResponseStream.MoveNext(default);

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext(default));

        call.Dispose();
        await Assert.ThrowsAsync<RpcException>(() => first);
    }

    private static BadServer Seeing(TaskCompletionSource<RawMessage> seen) => new(async stream =>
    {
        seen.SetResult(await stream.ReadMessageAsync());
        await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
        await stream.SendDataAsync(GrpcBytes.Message([1]));
        await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
    });

    private static async Task WaitForStreamAsync(BadServer server)
    {
        while (server.Connections.Count == 0)
        {
            await Task.Yield();
        }

        await server.Connections[0].WaitForAsync(static frame => frame.Type == Http2FrameType.Data && frame.EndsStream);
    }
}
