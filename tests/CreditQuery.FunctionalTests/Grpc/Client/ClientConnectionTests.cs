using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;
using Grpc.Net.Client;

namespace CreditQuery.FunctionalTests.Grpc.Client;

/// <summary>Rows K4 to K7 of docs/grpc.md, client side: connections.</summary>
public sealed class ClientConnectionTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);

    [Fact]
    public async Task Connect_Refused_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{FreePort()}");

        var failure = await Assert.ThrowsAsync<RpcException>(
            () => channel.CreateCallInvoker().AsyncUnaryCall(Probe.UnaryMethod, null, default, [1]).ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal(ConnectivityState.TransientFailure, channel.State);
    }

    [Fact]
    public async Task Connect_NameUnknown_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress("http://no-such-host.invalid:1");

        var failure = await Assert.ThrowsAsync<RpcException>(
            () => channel.CreateCallInvoker().AsyncUnaryCall(Probe.UnaryMethod, null, default, [1]).ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task Connection_Lost_IsUnavailable()
    {
        await using var before = new BadServer(static stream => stream.Connection.DisposeAsync().AsTask());
        await using var after = new BadServer(static async stream =>
        {
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.SendDataAsync(Hello);
            await stream.Connection.DisposeAsync();
        });

        Assert.Equal(StatusCode.Unavailable, (await before.StatusAsync()).StatusCode);
        Assert.Equal(StatusCode.Unavailable, (await after.StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task GoAway_NamesTheCall_WhichEndsAndTheNextOpensANewConnection()
    {
        // Before the trailers: the client has read it when the call ends.
        await using var server = new BadServer(static async stream =>
        {
            await stream.ReadMessageAsync();
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.SendDataAsync(Hello);
            await stream.Connection.SendGoAwayAsync(stream.Id, Http2ErrorCode.NoError);
            await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
        });

        Assert.Equal(StatusCode.OK, (await server.StatusAsync()).StatusCode);
        Assert.Equal(StatusCode.OK, (await server.StatusAsync()).StatusCode);
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public async Task GoAway_StreamNotProcessed_IsRetriedTransparently()
    {
        var calls = 0;
        await using var server = new BadServer(async stream =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                await stream.Connection.SendGoAwayAsync(0, Http2ErrorCode.NoError);
                return;
            }

            await AnswerAsync(stream);
        });

        Assert.Equal(StatusCode.OK, (await server.StatusAsync()).StatusCode);
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public async Task RefusedStream_Once_IsRetriedTransparently()
    {
        var calls = 0;
        await using var server = new BadServer(async stream =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                await stream.ResetAsync(Http2ErrorCode.RefusedStream);
                return;
            }

            await AnswerAsync(stream);
        });

        Assert.Equal(StatusCode.OK, (await server.StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task RefusedStream_BeforeAnyMessage_IsRetriedWithAllMessages()
    {
        var calls = 0;
        var refused = new TaskCompletionSource();
        await using var server = new BadServer(async stream =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                await stream.ResetAsync(Http2ErrorCode.RefusedStream);
                return;
            }

            refused.SetResult();
            var request = await stream.ReadMessageAsync();
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.SendDataAsync(request.Data);
            await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
        });
        using var call = server.Duplex();

        await refused.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await call.RequestStream.WriteAsync([1]);
        await call.RequestStream.WriteAsync([2]);
        await call.RequestStream.CompleteAsync();

        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Equal([1], call.ResponseStream.Current);
        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Equal([2], call.ResponseStream.Current);
        Assert.False(await call.ResponseStream.MoveNext(default));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task RefusedStream_EveryTime_IsUnavailableAfterAFewAttempts()
    {
        var seen = new ConcurrentQueue<string?>();
        await using var server = new BadServer(async stream =>
        {
            seen.Enqueue((await stream.ReadMessageAsync()).Header("grpc-previous-rpc-attempts"));
            await stream.ResetAsync(Http2ErrorCode.RefusedStream);
        });

        Assert.Equal(StatusCode.Unavailable, (await server.StatusAsync()).StatusCode);
        Assert.InRange(seen.Count, 2, 10);
        Assert.All(seen, Assert.Null);
    }

    [Theory]
    [InlineData(7, StatusCode.OK)]
    [InlineData(11, StatusCode.ResourceExhausted)]
    public async Task Reset_WhileALargeBodyWaitsForTheWindow_IsThatOfTheServer(int code, StatusCode expected)
    {
        var calls = 0;
        await using var server = new BadServer(
            async stream =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    await stream.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.Data);
                    await stream.Connection.SendWindowUpdateAsync(0, 100_000);
                    await stream.ResetAsync((Http2ErrorCode)code);
                    return;
                }

                await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
                await stream.SendDataAsync(Hello);
                await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
            },
            new RawHttp2Options { ReplenishWindows = false });
        using var call = server.Invoker.AsyncUnaryCall(Probe.UnaryMethod, null, default, new byte[100_000]);

        try
        {
            await call.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (RpcException)
        {
            // Its status is compared below.
        }

        Assert.Equal(expected, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task GoAway_BetweenTwoStreams_OneCompletesTheOtherIsRetried()
    {
        var paths = new TaskCompletionSource<RawHttp2Stream>();
        var calls = 0;
        await using var server = new BadServer(async stream =>
        {
            await stream.ReadMessageAsync();
            switch (Interlocked.Increment(ref calls))
            {
                case 1:
                    paths.SetResult(stream);
                    return;
                case 2:
                    var first = await paths.Task;
                    await stream.Connection.SendGoAwayAsync(first.Id, Http2ErrorCode.NoError);
                    await AnswerAsync(first, Hello);
                    return;
                default:
                    await AnswerAsync(stream, Hello);
                    return;
            }
        });

        var one = server.StatusAsync();
        await paths.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var two = server.StatusAsync();

        Assert.Equal([StatusCode.OK, StatusCode.OK], (await Task.WhenAll(one, two)).Select(static status => status.StatusCode));
        Assert.Equal(3, calls);
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public async Task GoAway_WithAnErrorDuringTheCall_IsUnavailable()
    {
        await using var server = new BadServer(static async stream =>
        {
            await stream.ReadMessageAsync();
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.Connection.SendGoAwayAsync(stream.Id, Http2ErrorCode.InternalError);
            await stream.Connection.DisposeAsync();
        });

        Assert.Equal(StatusCode.Unavailable, (await server.StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task Http11Server_IsAFailureNotAHang()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var tcp = await listener.AcceptTcpClientAsync();
            await tcp.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        });
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        var failure = await Assert.ThrowsAsync<RpcException>(
            () => channel.CreateCallInvoker().AsyncUnaryCall(Probe.UnaryMethod, null, default, [1]).ResponseAsync);

        Assert.Contains(failure.StatusCode, new[] { StatusCode.Internal, StatusCode.Unavailable });
        await serving;
    }

    [Fact]
    public async Task MaxConcurrentStreams_OfOne_QueuesOrOpensConnectionsButFailsNoCall()
    {
        await using var server = new BadServer(
            AnswerAsync, new RawHttp2Options { Settings = [(Http2SettingId.MaxConcurrentStreams, 1)] });

        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.StatusAsync()));

        Assert.All(statuses, static status => Assert.Equal(StatusCode.OK, status.StatusCode));
    }

    [Fact]
    public async Task MaxConcurrentStreams_CallsBeyondIt_RunAtOnceOnFurtherConnections()
    {
        const int Calls = 3;
        var isWarm = false;
        var under = 0;
        var all = new TaskCompletionSource();
        await using var server = new BadServer(
            async stream =>
            {
                await stream.ReadMessageAsync();
                if (isWarm && Interlocked.Increment(ref under) == Calls)
                {
                    all.SetResult();
                }

                // No call is answered before all of them are there.
                await (isWarm ? all.Task : Task.CompletedTask);
                await AnswerAsync(stream, Hello);
            },
            new RawHttp2Options { Settings = [(Http2SettingId.MaxConcurrentStreams, 1)] });
        await server.StatusAsync();
        isWarm = true;

        var statuses = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => server.StatusAsync()));

        Assert.All(statuses, static status => Assert.Equal(StatusCode.OK, status.StatusCode));

        // The handler may open one more than it turns out to need.
        Assert.InRange(server.Connections.Count, 2, Calls + 1);
    }

    [Fact]
    public async Task Settings_StreamWindow_IsAMebibyte()
    {
        await using var server = new BadServer(AnswerAsync);
        await server.StatusAsync();

        var settings = await server.Connections[0].WaitForAsync(static frame => frame.Type == Http2FrameType.Settings && !frame.IsAck);

        Assert.Contains(settings.Settings(), static one => one == (Http2SettingId.InitialWindowSize, 1024 * 1024));
    }

    [Fact]
    public async Task TrueBinarySetting_OfThePeer_IsIgnored()
    {
        await using var server = new BadServer(AnswerAsync, new RawHttp2Options { Settings = [((Http2SettingId)0xfe03, 1)] });

        Assert.Equal(StatusCode.OK, (await server.StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task State_FollowsTheConnection()
    {
        await using var server = new BadServer(AnswerAsync);
        Assert.Equal(ConnectivityState.Idle, server.Channel.State);

        await server.Channel.ConnectAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ConnectivityState.Ready, server.Channel.State);
        Assert.Equal(StatusCode.OK, (await server.StatusAsync()).StatusCode);
        Assert.Single(server.Connections);

        await server.Connections[0].DisposeAsync();
        await server.Channel.WaitForStateChangedAsync(ConnectivityState.Ready, TestContext.Current.CancellationToken);
        Assert.Equal(ConnectivityState.Idle, server.Channel.State);
        server.Channel.Dispose();
        Assert.Equal(ConnectivityState.Shutdown, server.Channel.State);
    }

    [Fact]
    public async Task Channel_Disposed_CancelsItsCalls()
    {
        await using var server = new BadServer(static stream => stream.ReadMessageAsync());
        using var call = server.Unary();

        server.Channel.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    private static async Task AnswerAsync(RawHttp2Stream stream)
    {
        await stream.ReadMessageAsync();
        await AnswerAsync(stream, Hello);
    }

    private static async Task AnswerAsync(RawHttp2Stream stream, byte[] data)
    {
        await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
        await stream.SendDataAsync(data);
        await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
