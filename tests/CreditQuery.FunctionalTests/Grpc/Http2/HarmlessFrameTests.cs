using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2Flags;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2FrameType;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Frames that are unusual and right, or to be ignored: the connection serves on.</summary>
/// <remarks>Source: RFC 9113, the section that begins each name; in the manner of h2spec.</remarks>
public sealed class HarmlessFrameTests(Http2Servers servers) : IClassFixture<Http2Servers>
{
    private static readonly Dictionary<string, Func<RawHttp2Client, Task>> Cases = new(StringComparer.Ordinal)
    {
        ["4.1 Unknown type"] = c => c.FrameAsync((Http2FrameType)0x66, None, 0, 1, 2, 3),
        ["4.1 Unknown type on an idle stream"] = c => c.FrameAsync((Http2FrameType)0x66, None, 77, 1, 2, 3),
        ["4.1 Unknown flags of PING"] = c => c.FrameAsync(Ping, (Http2Flags)0xFE, 0, new byte[8]),
        ["4.1 Reserved bit of the stream"] = c => c.Connection.SendBytesAsync(new byte[] { 0, 0, 8, 6, 0, 0x80, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 }),
        ["4.2 DATA as long as a frame may be"] = async c => await c.FrameAsync(Data, EndStream, await c.DuplexAsync(), GrpcBytes.Message(new byte[16_384 - 5])),
        ["5.1 PRIORITY on an idle stream"] = c => c.FrameAsync(Http2FrameType.Priority, None, 99, 0, 0, 0, 0, 1),
        ["5.1 PRIORITY on a stream that has ended"] = async c => await c.FrameAsync(Http2FrameType.Priority, None, await c.FinishedAsync(), 0, 0, 0, 0, 1),
        ["5.1 WINDOW_UPDATE on a stream that has ended"] = async c => await c.FrameAsync(WindowUpdate, None, await c.FinishedAsync(), Http2Sending.Number(1)),
        ["5.1 RST_STREAM on a stream that has ended"] = async c => await c.FrameAsync(ResetStream, None, await c.FinishedAsync(), Http2Sending.Number(8)),
        ["5.1 RST_STREAM twice"] = ResetTwice,
        ["5.1 RST_STREAM of an unknown code"] = async c => await c.FrameAsync(ResetStream, None, await c.DuplexAsync(), Http2Sending.Number(0xDEADBEEF)),
        ["5.1.1 Streams with gaps between them"] = Gaps,
        ["5.3 HEADERS with a priority"] = c => c.FrameAsync(Headers, EndHeaders | EndStream | Http2Flags.Priority, c.Idle(), [0, 0, 0, 0, 7, .. Http2Sending.UnaryBlock]),
        ["6.1 DATA that is padding alone"] = async c => await c.FrameAsync(Data, Padded | EndStream, await c.DuplexAsync(), 3, 0, 0, 0),
        ["6.2 HEADERS with padding"] = c => c.FrameAsync(Headers, EndHeaders | EndStream | Padded, c.Idle(), [2, .. Http2Sending.UnaryBlock, 0, 0]),
        ["6.5 SETTINGS of nothing"] = c => c.FrameAsync(Settings, None, 0),
        ["6.5.2 Unknown setting"] = c => c.FrameAsync(Settings, None, 0, Http2Sending.Setting((Http2SettingId)0xFE03, 1)),
        ["6.5.2 The same setting twice"] = c => c.FrameAsync(
            Settings, None, 0, [.. Http2Sending.Setting(Http2SettingId.InitialWindowSize, 1), .. Http2Sending.Setting(Http2SettingId.InitialWindowSize, 65_535)]),
        ["6.5.2 Largest values"] = c => c.FrameAsync(
            Settings, None, 0, [.. Http2Sending.Setting(Http2SettingId.MaxFrameSize, (1 << 24) - 1), .. Http2Sending.Setting(Http2SettingId.InitialWindowSize, int.MaxValue)]),
        ["6.5.2 Table of no size"] = c => c.FrameAsync(Settings, None, 0, Http2Sending.Setting(Http2SettingId.HeaderTableSize, 0)),
        ["6.7 PING that acknowledges none"] = c => c.FrameAsync(Ping, Http2Frame.Ack, 0, new byte[8]),
        ["6.10 CONTINUATION in small pieces"] = Pieces,
        ["6.10 CONTINUATION of nothing"] = EmptyPieces,
        ["RFC 7541 4.2 Table's size twice at the start"] = c => c.FrameAsync(Headers, EndHeaders | EndStream, c.Idle(), [0x20, 0x3F, 0xE1, 0x1F, .. Http2Sending.UnaryBlock]),
        ["RFC 7541 Table used after a refused stream"] = TableOutlivesItsStream,
    };

    public static TheoryData<string, string> Names => Http2Servers.With(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Frame_UnusualButRight_ChangesNothing(string server, string name) =>
        await Http2Check.AssertIgnoredAsync(await servers.GetAsync(server), Cases[name]);

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Settings_EachFrame_IsAcknowledgedInItsTurn(string server)
    {
        var probe = await servers.GetAsync(server);
        await using var client = await probe.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            await client.FrameAsync(Settings, None, 0, Http2Sending.Setting(Http2SettingId.InitialWindowSize, 65_535));
            await client.Connection.SendPingAsync(i);
        }

        await client.Connection.WaitForAsync(static f => f is { Type: Ping, IsAck: true, Payload: [.., 19] });

        var answers = client.Connection.Received.Where(static f => f.IsAck).Select(static f => f.Type).ToArray();
        Assert.Equal(Enumerable.Repeat<Http2FrameType[]>([Settings, Ping], 20).SelectMany(static two => two).Prepend(Settings), answers);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task GoAway_OfTheClient_LetsItsCallsEnd(string server)
    {
        var probe = await servers.GetAsync(server);
        await using var client = await probe.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));

        await client.Connection.SendGoAwayAsync(0, Http2ErrorCode.NoError);
        await stream.SendDataAsync(Http2Check.Hello, endStream: true);

        Assert.Equal("0", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
    }

    private static async Task ResetTwice(RawHttp2Client client)
    {
        var id = await client.DuplexAsync();
        await client.Connection.SendResetAsync(id, Http2ErrorCode.Cancel);
        await client.Connection.SendResetAsync(id, Http2ErrorCode.Cancel);
    }

    private static async Task Gaps(RawHttp2Client client)
    {
        for (var skipped = 0; skipped < 10; skipped++)
        {
            client.Idle();
        }

        await client.FinishedAsync();
    }

    private static Task Pieces(RawHttp2Client client) =>
        InPiecesAsync(client, [Http2Sending.UnaryBlock[..1], .. Http2Sending.UnaryBlock[1..].Chunk(5)]);

    private static Task EmptyPieces(RawHttp2Client client) => InPiecesAsync(client, [], Http2Sending.UnaryBlock, []);

    /// <summary>In one go: nothing else that the client says may come between them.</summary>
    private static Task InPiecesAsync(RawHttp2Client client, params byte[][] pieces)
    {
        var id = client.Idle();
        return client.Connection.SendBytesAsync(pieces.SelectMany((piece, at) => new Http2Frame(
            at == 0 ? Headers : Continuation,
            (at == 0 ? EndStream : None) | (at == pieces.Length - 1 ? EndHeaders : None),
            id,
            piece).ToBytes()).ToArray());
    }

    /// <summary>An entry that came with a stream of the wrong content is used by the next one.</summary>
    private static async Task TableOutlivesItsStream(RawHttp2Client client)
    {
        byte[] path = [0x44, (byte)Probe.UnaryPath.Length, .. System.Text.Encoding.ASCII.GetBytes(Probe.UnaryPath)];
        var rest = HpackEncoder.Encode(GrpcBytes.RequestHeaders("").Where(static f => f.Name[0] != ':'));
        var first = client.Idle();
        await client.FrameAsync(Headers, EndHeaders, first, [0x83, 0x86, .. path, .. HpackEncoder.Encode([new("content-type", "text/plain")])]);
        var second = client.Connection.OpenStream();
        await client.FrameAsync(Headers, EndHeaders, second.Id, [0x83, 0x86, 0xBE, .. rest]);
        await second.SendDataAsync(Http2Check.Hello, endStream: true);

        Assert.Equal("0", (await second.ReadMessageAsync()).Trailer("grpc-status"));
    }
}
