using CreditQuery.FunctionalTests.Grpc.RawHttp2;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>What a client may not do on a connection of our own HTTP/2, where it does more or sooner than <see cref="ConnectionErrorTests"/> and <see cref="StreamErrorTests"/> ask of
/// any server: it is told one code of those that RFC 9113 allows, and the connection ends.</summary>
public sealed class ConnectionRuleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("DATA on an idle stream", "000001 00 00 00000001 00", 1)]
    [InlineData("HEADERS too short for its priority", "000002 01 25 00000001 0000", 6)]
    [InlineData("an index that is cut", "000001 01 05 00000001 FF", 9)]
    [InlineData("a frame above the largest, before it is there", "004001 00 00 00000001", 6)]
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
