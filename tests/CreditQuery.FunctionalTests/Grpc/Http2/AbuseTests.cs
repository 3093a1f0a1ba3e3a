using CreditQuery.FunctionalTests.Grpc.RawHttp2;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Clients that cost a server of our own HTTP/2 more than themselves are sent away.</summary>
public sealed class AbuseTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Resets_WhileHandlersGoOn_AreRefusedThenEndTheConnection()
    {
        const int MaxStreams = 10;
        var release = new TaskCompletionSource();
        var running = 0;
        await using var server = await ProbeServer.StartAsync(
            new Probe
            {
                Duplex = async (_, _, _) =>
                {
                    Interlocked.Increment(ref running);
                    await release.Task;
                },
            },
            isOwnHttp2: true,
            kestrelOptions: static options => options.Limits.Http2.MaxStreamsPerConnection = MaxStreams);
        await using var client = await server.ConnectAsync();

        await SendUntilRefusedAsync(client, async () =>
        {
            var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
            await stream.ResetAsync(Http2ErrorCode.Cancel);
        });
        release.SetResult();

        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, await CodeOfEndAsync(client));
        Assert.InRange(Volatile.Read(ref running), 0, 2 * MaxStreams);
    }

    [Fact]
    public async Task Resets_ByTheThousands_EndTheConnection()
    {
        await using var server = await ProbeServer.StartAsync(
            isOwnHttp2: true, kestrelOptions: static options => options.Limits.Http2.MaxStreamsPerConnection = 10);
        await using var client = await server.ConnectAsync();

        await SendUntilRefusedAsync(client, async () =>
        {
            var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
            await stream.ResetAsync(Http2ErrorCode.Cancel);
        });

        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, await CodeOfEndAsync(client));
    }

    [Theory]
    [InlineData("CONTINUATION without end", "000000 01 00 00000001", "000001 09 00 00000001 82")]
    [InlineData("CONTINUATION without bytes", "000000 01 00 00000001", "000000 09 00 00000001")]
    [InlineData("PING", "", "000008 06 00 00000000 0000000000000000")]
    [InlineData("SETTINGS", "", "000000 04 00 00000000")]
    [InlineData("PRIORITY", "", "000005 02 00 00000001 0000000000")]
    [InlineData("unknown frames", "", "000000 77 00 00000000")]
    [InlineData("WINDOW_UPDATE", "", "000004 08 00 00000000 00000001")]
    public async Task Flood_OfFramesWithoutUse_EndsTheConnection(string what, string first, string again)
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true);
        await using var client = await server.ConnectAsync(new RawHttp2Options { AckSettings = false });
        var frame = Bytes(again);
        var many = Enumerable.Repeat(frame, 2000).SelectMany(static bytes => bytes).ToArray();

        await client.Connection.SendBytesAsync(Bytes(first));
        await SendUntilRefusedAsync(client, () => client.Connection.SendBytesAsync(many));

        // What the server has not read when it closes takes the GOAWAY with it sometimes.
        await client.Connection.Closed.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var codes = client.Connection.Received.Where(static frame => frame.Type == Http2FrameType.GoAway).Select(static frame => frame.ErrorCode);
        Assert.True(codes.All(static code => code == Http2ErrorCode.EnhanceYourCalm), what);
    }

    [Fact]
    public async Task Flood_OfEmptyData_EndsTheConnection()
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true);
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
        var many = Enumerable.Repeat(new Http2Frame(Http2FrameType.Data, Http2Flags.None, stream.Id, []).ToBytes(), 2000).SelectMany(static bytes => bytes).ToArray();

        await SendUntilRefusedAsync(client, () => client.Connection.SendBytesAsync(many));

        await client.Connection.Closed.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task HeaderBlock_FarAboveTheLimit_EndsTheConnection()
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true);
        await using var client = await server.ConnectAsync();

        // After a call nothing of the client's own, no acknowledged settings, comes between the frames of the block.
        Assert.Equal("0", (await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello)).Trailer("grpc-status"));
        var id = client.Connection.OpenStream().Id;
        await client.Connection.SendFrameAsync(Http2FrameType.Headers, Http2Flags.None, id, new byte[16_384]);

        await SendUntilRefusedAsync(client, () => client.Connection.SendFrameAsync(Http2FrameType.Continuation, Http2Flags.None, id, new byte[16_384]));

        Assert.Equal(Http2ErrorCode.EnhanceYourCalm, await CodeOfEndAsync(client));
    }

    [Fact]
    public async Task HeaderBlock_ThatNamesOneFieldThousandsOfTimes_Is431()
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true);
        await using var client = await server.ConnectAsync();
        byte[] block = [0x82, 0x86, 0x84, 0x40, 1, (byte)'x', 0x7F, 0x81, 0x0F, .. Enumerable.Repeat((byte)'v', 2048), .. Enumerable.Repeat((byte)0xBE, 10_000)];

        await client.Connection.SendFrameAsync(Http2FrameType.Headers, Http2Flags.EndHeaders | Http2Flags.EndStream, client.Connection.OpenStream().Id, block);

        await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.Headers);
        Assert.Equal("0", (await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello)).Trailer("grpc-status"));
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>Sends again and again until the server has had enough.</summary>
    private static async Task SendUntilRefusedAsync(RawHttp2Client client, Func<Task> send)
    {
        const int Most = 3000;
        for (var sent = 0; sent < Most && !client.Connection.Received.Any(static frame => frame.Type == Http2FrameType.GoAway); sent++)
        {
            try
            {
                await send();
            }
            catch (IOException)
            {
                return;
            }
        }
    }

    private static async Task<Http2ErrorCode> CodeOfEndAsync(RawHttp2Client client) =>
        (await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.GoAway)).ErrorCode;
}
