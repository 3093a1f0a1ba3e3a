using System.Security.Cryptography;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using CreditQuery.GrpcHosting.Http2;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Windows, turns and ends of our own HTTP/2.</summary>
public sealed class FlowTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(65_535u, 16_384u)]
    [InlineData(1u, 16_384u)]
    [InlineData(100_000u, 65_536u)]
    public async Task Bodies_LargerThanTheWindows_ArriveWhole(uint window, uint maxFrame)
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true, kestrelOptions: static options =>
        {
            options.Limits.Http2.InitialStreamWindowSize = 65_535;
            options.Limits.Http2.InitialConnectionWindowSize = 65_535;
        });
        await using var client = await server.ConnectAsync(new RawHttp2Options
        {
            Settings = [(Http2SettingId.InitialWindowSize, window), (Http2SettingId.MaxFrameSize, maxFrame)],
        });
        var body = GrpcBytes.Message(RandomNumberGenerator.GetBytes(window == 1 ? 2_000 : 400_000));

        var responses = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), body)));

        Assert.All(responses, response => Assert.Equal(body, response.Data));
        Assert.All(responses, static response => Assert.Equal("0", response.Trailer("grpc-status")));
    }

    [Fact]
    public async Task Window_LoweredAndRaisedBySettings_CountsForOpenStreams()
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true);
        await using var client = await server.ConnectAsync(new RawHttp2Options { ReplenishWindows = false, Settings = [(Http2SettingId.InitialWindowSize, 10)] });
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
        var body = GrpcBytes.Message(new byte[100]);
        await stream.SendDataAsync(body, endStream: true);
        await client.Connection.WaitForAsync(static frame => frame is { Type: Http2FrameType.Data, Payload.Length: 10 });

        await client.Connection.SendSettingsAsync([(Http2SettingId.InitialWindowSize, 0)]);
        await client.Connection.SendSettingsAsync([(Http2SettingId.InitialWindowSize, 1000)]);
        var response = await stream.ReadMessageAsync();

        Assert.Equal(body, response.Data);
        Assert.Equal("0", response.Trailer("grpc-status"));
    }

    [Fact]
    public async Task Stream_WhoseWindowIsClosed_HoldsUpNoOther()
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true);
        await using var client = await server.ConnectAsync(new RawHttp2Options { ReplenishWindows = false, Settings = [(Http2SettingId.InitialWindowSize, 20)] });
        var blocked = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
        await blocked.SendDataAsync(GrpcBytes.Message(new byte[100]), endStream: true);
        await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.Data);

        var other = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello);

        Assert.Equal("0", other.Trailer("grpc-status"));
    }

    [Fact]
    public async Task Bodies_ThatNobodyReads_LeaveTheWindowOfTheConnectionOpen()
    {
        await using var server = await ProbeServer.StartAsync(
            new Probe { ClientStream = static (_, _) => throw new RpcException(new Status(StatusCode.Aborted, "unread")) },
            isOwnHttp2: true,
            kestrelOptions: static options => options.Limits.Http2.InitialConnectionWindowSize = 65_535);
        await using var client = await server.ConnectAsync();
        var body = GrpcBytes.Message(new byte[20_000]);

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal("10", (await client.SendAsync(GrpcBytes.RequestHeaders(Probe.ClientStreamPath), body)).Trailer("grpc-status"));
        }
    }

    [Fact]
    public async Task Handler_ThatBlocksItsThread_HoldsUpNoLaterCall()
    {
        using var release = new ManualResetEventSlim();
        using var isBlocked = new ManualResetEventSlim();
        await using var server = await ProbeServer.StartAsync(
            new Probe
            {
                Unary = (request, _) =>
                {
                    if (request[0] == 1)
                    {
                        isBlocked.Set();
                        release.Wait(Patience);
                    }

                    return Task.FromResult(request);
                },
            },
            isOwnHttp2: true);
        await using var client = await server.ConnectAsync();
        var blocking = client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), GrpcBytes.Message([1]));
        await Task.Run(() => isBlocked.Wait(Patience), TestContext.Current.CancellationToken);

        var other = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), GrpcBytes.Message([2]));
        release.Set();

        Assert.Equal("0", other.Trailer("grpc-status"));
        Assert.Equal("0", (await blocking).Trailer("grpc-status"));
    }

    [Fact]
    public async Task Stop_WithACallInFlight_NamesTheLastStreamRefusesOthersAndClosesAfterIt()
    {
        var running = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var server = await ProbeServer.StartAsync(
            new Probe
            {
                Unary = async (request, _) =>
                {
                    running.TrySetResult();
                    await release.Task;
                    return request;
                },
            },
            isOwnHttp2: true);
        await using var client = await server.ConnectAsync();
        var call = client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello);
        await running.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var stop = server.StopAsync(TestContext.Current.CancellationToken);
        await client.Connection.WaitForAsync(static frame => frame is { Type: Http2FrameType.GoAway, LastStreamId: int.MaxValue });
        await client.Connection.WaitForAsync(static frame => frame is { Type: Http2FrameType.GoAway, LastStreamId: 1 });
        await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
        var refused = await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.ResetStream);
        release.SetResult();

        Assert.Equal(RawHttp2.Http2ErrorCode.RefusedStream, refused.ErrorCode);
        Assert.Equal("0", (await call).Trailer("grpc-status"));
        await client.Connection.Closed.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await stop.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Target_OfAPath_IsWithoutEscapesAndDotSegments()
    {
        Assert.Equal("/a/c", RequestTarget.Parse("/a/b/../c?x=%20")!.Path);
        Assert.Equal("?x=%20", RequestTarget.Parse("/a/b/../c?x=%20")!.Query);
        Assert.Equal("/a b%2Fc", RequestTarget.Parse("/a%20b%2fc")!.Path);
        Assert.Equal("/", RequestTarget.Parse("/../..")!.Path);
        Assert.Equal("/x/", RequestTarget.Parse("/x/.")!.Path);
        Assert.Null(RequestTarget.Parse("/\u00e9"));
    }
}
