using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using CreditQuery.GrpcHosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CreditQuery.FunctionalTests.Grpc.Server;

/// <summary>Rows K1 to K8 of docs/grpc.md, server side: what Kestrel gives, checked so that a change of it is seen.</summary>
public sealed class ServerConnectionTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Settings_AreThoseOfTheDefaults()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var frame = await client.Connection.WaitForAsync(static frame => frame is { Type: Http2FrameType.Settings, IsAck: false });

        var settings = frame.Settings().ToDictionary(static setting => setting.Id, static setting => setting.Value);
        Assert.Equal(1000u, settings[Http2SettingId.MaxConcurrentStreams]);
        Assert.Equal(786432u, settings[Http2SettingId.InitialWindowSize]);
        Assert.Equal(32768u, settings[Http2SettingId.MaxHeaderListSize]);
        Assert.DoesNotContain((Http2SettingId)0xfe03, settings.Keys);
    }

    [Fact]
    public async Task Streams_AboveTheLimit_AreRefusedAndTheConnectionLives()
    {
        var release = new TaskCompletionSource();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = async (_, _, _) => await release.Task,
        });
        await using var client = await server.ConnectAsync();
        for (var i = 0; i < 1003; i++)
        {
            await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
        }

        var refused = await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.ResetStream);
        release.SetResult();

        Assert.Equal(Http2ErrorCode.RefusedStream, refused.ErrorCode);
        Assert.DoesNotContain(client.Connection.Received, static frame => frame.Type == Http2FrameType.GoAway);
    }

    [Fact]
    public async Task Ping_IsAcknowledged()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.Connection.SendPingAsync(42);

        await client.Connection.WaitForAsync(static frame => frame is { Type: Http2FrameType.Ping, IsAck: true });
    }

    [Fact]
    public void KeepAlive_DefaultsPingAfterAMinute()
    {
        var options = new KestrelServerOptions().UseGrpcDefaults();

        Assert.Equal(TimeSpan.FromMinutes(1), options.Limits.Http2.KeepAlivePingDelay);
        Assert.Equal(TimeSpan.FromSeconds(20), options.Limits.Http2.KeepAlivePingTimeout);
    }

    [Fact]
    public async Task KeepAlive_PeerThatDoesNotAnswer_IsDropped()
    {
        await using var server = await ProbeServer.StartAsync(kestrelOptions: static options =>
        {
            options.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(1);
            options.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(1);
        });
        await using var client = await server.ConnectAsync(new RawHttp2Options { AckPings = false });

        await client.Connection.WaitForAsync(static frame => frame is { Type: Http2FrameType.Ping, IsAck: false });

        await client.Connection.Closed.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stop_IdleConnection_GetsGoAwayAndCloses()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello);

        await server.StopAsync(TestContext.Current.CancellationToken);

        var goAway = await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.GoAway);
        Assert.Equal(Http2ErrorCode.NoError, goAway.ErrorCode);
        await client.Connection.Closed.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stop_CallInFlight_CompletesNormally()
    {
        var running = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Unary = async (request, _) =>
            {
                running.SetResult();
                await release.Task;
                return request;
            },
        });
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
        await stream.SendDataAsync(Hello, endStream: true);
        await running.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var stop = server.StopAsync(TestContext.Current.CancellationToken);
        await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.GoAway);
        release.SetResult();
        var response = await stream.ReadMessageAsync();
        await client.DisposeAsync();
        await stop.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal("0", response.Trailer("grpc-status"));
    }

    [Fact]
    public async Task HeaderName_UpperCase_EndsTheConnection()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath, ("X-Upper", "1")), endStream: true);

        var goAway = await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.GoAway);
        Assert.Equal(Http2ErrorCode.ProtocolError, goAway.ErrorCode);
    }
}
