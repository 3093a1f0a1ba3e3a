using CreditQuery.FunctionalTests.Grpc.RawHttp2;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>What a client may not do on a connection of our own HTTP/2: it is told the code of RFC 9113, and the connection ends.</summary>
public sealed class ConnectionRuleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("DATA on the connection", "000001 00 00 00000000 00", 1)]
    [InlineData("DATA on an idle stream", "000001 00 00 00000001 00", 1)]
    [InlineData("HEADERS on the connection", "000001 01 05 00000000 82", 1)]
    [InlineData("HEADERS on a stream of the server's", "000001 01 05 00000002 82", 1)]
    [InlineData("HEADERS with more padding than payload", "000002 01 0D 00000001 0582", 1)]
    [InlineData("HEADERS too short for its priority", "000002 01 25 00000001 0000", 6)]
    [InlineData("an index that no table has", "000001 01 05 00000001 FF", 9)]
    [InlineData("CONTINUATION of nothing", "000001 09 04 00000001 82", 1)]
    [InlineData("a header block that a PING interrupts", "000001 01 01 00000001 82 000008 06 00 00000000 0000000000000000", 1)]
    [InlineData("a header block that another stream continues", "000001 01 01 00000001 82 000001 09 04 00000003 82", 1)]
    [InlineData("a frame above the largest", "004001 00 00 00000001", 6)]
    [InlineData("PRIORITY on the connection", "000005 02 00 00000000 0000000000", 1)]
    [InlineData("RST_STREAM on an idle stream", "000004 03 00 00000001 00000008", 1)]
    [InlineData("RST_STREAM of three bytes", "000003 03 00 00000001 000000", 6)]
    [InlineData("SETTINGS on a stream", "000000 04 00 00000001", 1)]
    [InlineData("SETTINGS of five bytes", "000005 04 00 00000000 0001000000", 6)]
    [InlineData("SETTINGS acknowledged with a setting", "000006 04 01 00000000 000100001000", 6)]
    [InlineData("ENABLE_PUSH of 2", "000006 04 00 00000000 000200000002", 1)]
    [InlineData("INITIAL_WINDOW_SIZE beyond a window", "000006 04 00 00000000 000480000000", 3)]
    [InlineData("MAX_FRAME_SIZE below the least", "000006 04 00 00000000 000500000064", 1)]
    [InlineData("PUSH_PROMISE", "000004 05 04 00000001 00000002", 1)]
    [InlineData("PING on a stream", "000008 06 00 00000001 0000000000000000", 1)]
    [InlineData("PING of seven bytes", "000007 06 00 00000000 00000000000000", 6)]
    [InlineData("GOAWAY on a stream", "000008 07 00 00000001 0000000000000000", 1)]
    [InlineData("WINDOW_UPDATE by nothing", "000004 08 00 00000000 00000000", 1)]
    [InlineData("WINDOW_UPDATE beyond a window", "000004 08 00 00000000 7FFFFFFF", 3)]
    [InlineData("WINDOW_UPDATE of three bytes", "000003 08 00 00000000 000000", 6)]
    [InlineData("WINDOW_UPDATE on an idle stream", "000004 08 00 00000001 00000001", 1)]
    public async Task Frames_AgainstTheRules_EndTheConnectionWithTheirCode(string what, string frames, uint code)
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true);
        await using var client = await server.ConnectAsync();

        await client.Connection.SendBytesAsync(Convert.FromHexString(frames.Replace(" ", "", StringComparison.Ordinal)));

        var goAway = await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.GoAway);
        Assert.True((Http2ErrorCode)code == goAway.ErrorCode, $"{what}: {goAway.ErrorCode}");
        await client.Connection.Closed.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("connection", "keep-alive")]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("upgrade", "h2c")]
    [InlineData(":path", "/again")]
    [InlineData(":unknown", "1")]
    [InlineData("x-Upper", "1")]
    [InlineData("x-line", "a\r\nb: c")]
    [InlineData("te", "gzip")]
    public async Task Header_ThatHttp2DoesNotAllow_EndsTheConnection(string name, string value)
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true);
        await using var client = await server.ConnectAsync();

        await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath, (name, value)), endStream: true);

        var goAway = await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.GoAway);
        Assert.Equal(Http2ErrorCode.ProtocolError, goAway.ErrorCode);
    }

    [Fact]
    public async Task Frames_OnAStreamThatTheClientHasEnded_EndTheConnection()
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true);
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
        await stream.SendDataAsync(GrpcBytes.Message([1]), endStream: true);
        Assert.Equal("0", (await stream.ReadMessageAsync()).Trailer("grpc-status"));

        await stream.SendDataAsync(new byte[] { 1 });

        var goAway = await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.GoAway);
        Assert.Equal(Http2ErrorCode.StreamClosed, goAway.ErrorCode);
    }

    [Fact]
    public async Task Frames_UnknownOrWithoutMeaning_AreIgnored()
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true);
        await using var client = await server.ConnectAsync(new RawHttp2Options { Settings = [((Http2SettingId)0xfe03, 1)] });

        await client.Connection.SendFrameAsync((Http2FrameType)0x42, (Http2Flags)0xff, 7, new byte[100]);
        await client.Connection.SendFrameAsync(Http2FrameType.Priority, Http2Flags.None, 9, new byte[5]);
        var response = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), GrpcBytes.Message([1]));

        Assert.Equal("0", response.Trailer("grpc-status"));
    }
}
