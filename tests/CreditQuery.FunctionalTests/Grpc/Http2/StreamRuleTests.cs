using CreditQuery.FunctionalTests.Grpc.RawHttp2;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>What is wrong with one request of our own HTTP/2 ends its stream and no other.</summary>
public sealed class StreamRuleTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);

    [Theory]
    [InlineData(":method")]
    [InlineData(":scheme")]
    [InlineData(":path")]
    public async Task Request_WithoutAPseudoHeader_IsReset(string missing)
    {
        await AssertResetAsync(Http2ErrorCode.ProtocolError, client => client.OpenAsync(
            GrpcBytes.RequestHeaders(Probe.UnaryPath).Where(field => field.Name != missing), endStream: true));
    }

    [Theory]
    [InlineData("/a b")]
    [InlineData("a")]
    [InlineData("/a%00")]
    public async Task Request_WithABadPath_IsReset(string path)
    {
        await AssertResetAsync(Http2ErrorCode.ProtocolError, client => client.OpenAsync(GrpcBytes.RequestHeaders(path), endStream: true));
    }

    [Theory]
    [InlineData("9")]
    [InlineData("11")]
    [InlineData("ten")]
    public async Task ContentLength_ThatTheBodyHasNot_ResetsTheStream(string length)
    {
        await AssertResetAsync(Http2ErrorCode.ProtocolError, async client =>
        {
            var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath, ("content-length", length)));
            await stream.SendDataAsync(Hello, endStream: true);
            return stream;
        });
    }

    [Fact]
    public async Task WindowUpdate_OfAStreamByNothing_ResetsIt()
    {
        await AssertResetAsync(Http2ErrorCode.ProtocolError, async client =>
        {
            var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
            await client.Connection.SendWindowUpdateAsync(stream.Id, 0);
            return stream;
        });
    }

    [Fact]
    public async Task WindowUpdate_OfAStreamBeyondAWindow_ResetsIt()
    {
        await AssertResetAsync(Http2ErrorCode.FlowControlError, async client =>
        {
            var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
            await client.Connection.SendWindowUpdateAsync(stream.Id, int.MaxValue);
            return stream;
        });
    }

    [Fact]
    public async Task Data_BeyondTheWindowOfTheStream_ResetsIt()
    {
        await using var server = await ProbeServer.StartAsync(
            new Probe { Duplex = static (_, _, context) => Task.Delay(Timeout.Infinite, context.CancellationToken) },
            isOwnHttp2: true,
            kestrelOptions: static options => options.Limits.Http2.InitialStreamWindowSize = 65_535);
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));

        for (var i = 0; i < 5; i++)
        {
            await client.Connection.SendFrameAsync(Http2FrameType.Data, Http2Flags.None, stream.Id, new byte[16_384]);
        }

        var reset = await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.ResetStream);
        Assert.Equal(Http2ErrorCode.FlowControlError, reset.ErrorCode);
        Assert.Equal("0", (await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello)).Trailer("grpc-status"));
    }

    [Fact]
    public async Task Headers_MoreThanTheLimit_Are431AndTheConnectionServesOn()
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true);
        await using var client = await server.ConnectAsync();
        var many = Enumerable.Range(0, 200).Select(static i => ($"x-{i}", "1"));

        var response = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath, many), Hello);

        Assert.Equal("431", response.Header(":status"));
        Assert.Equal("0", (await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello)).Trailer("grpc-status"));
    }

    private static async Task AssertResetAsync(Http2ErrorCode code, Func<RawHttp2Client, Task<RawHttp2Stream>> send)
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true);
        await using var client = await server.ConnectAsync();

        var stream = await send(client);

        var reset = await client.Connection.WaitForAsync(frame => frame.Type == Http2FrameType.ResetStream && frame.StreamId == stream.Id);
        Assert.Equal(code, reset.ErrorCode);
        Assert.Equal("0", (await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello)).Trailer("grpc-status"));
    }
}
