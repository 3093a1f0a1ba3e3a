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
    public async Task GoAway_AfterTheCall_NextCallOpensANewConnection()
    {
        await using var server = new BadServer(static async stream =>
        {
            await AnswerAsync(stream);
            await stream.Connection.SendGoAwayAsync(stream.Id, Http2ErrorCode.NoError);
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

    internal static async Task AnswerAsync(RawHttp2Stream stream)
    {
        await stream.ReadMessageAsync();
        await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
        await stream.SendDataAsync(Hello);
        await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
