using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2ErrorCode;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2Flags;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2FrameType;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Frames after which neither side can know what the other means: the connection ends, no other one does.</summary>
/// <remarks>Source: RFC 9113, the section that begins each name; in the manner of h2spec.</remarks>
public sealed class ConnectionErrorTests(Http2Servers servers) : IClassFixture<Http2Servers>
{
    private static readonly byte[] Tail = new byte[16_385];

    private static readonly Dictionary<string, (Func<RawHttp2Client, Task> Send, Http2ErrorCode[] Codes)> Cases = new(StringComparer.Ordinal)
    {
        ["4.2 SETTINGS longer than a frame may be"] = (c => c.FrameAsync(Settings, None, 0, new byte[16_386]), [FrameSizeError]),
        ["4.2 HEADERS longer than a frame may be"] = (c => c.FrameAsync(Headers, EndHeaders, c.Idle(), [.. Http2Sending.UnaryBlock, .. Tail]), [FrameSizeError]),
        ["4.2 Unknown frame longer than a frame may be"] = (c => c.FrameAsync((Http2FrameType)0x66, None, 0, Tail), [FrameSizeError]),
        ["4.3 PING within a header block"] = (Within((c, _) => c.FrameAsync(Ping, None, 0, new byte[8])), [ProtocolError]),
        ["4.3 PRIORITY within a header block"] = (Within((c, id) => c.FrameAsync(Http2FrameType.Priority, None, id, new byte[5])), [ProtocolError]),
        ["4.3 DATA within a header block"] = (Within((c, id) => c.FrameAsync(Data, None, id, 0)), [ProtocolError]),
        ["4.3 HEADERS within a header block"] = (Within((c, id) => c.FrameAsync(Headers, EndHeaders, id, Http2Sending.UnaryBlock)), [ProtocolError]),
        ["4.3 Other stream's HEADERS within a header block"] = (Within((c, _) => c.FrameAsync(Headers, EndHeaders, c.Idle(), Http2Sending.UnaryBlock)), [ProtocolError]),
        ["4.3 Other stream's CONTINUATION within a header block"] = (Within((c, id) => c.FrameAsync(Continuation, EndHeaders, id + 2, Http2Sending.UnaryBlock)), [ProtocolError]),
        ["5.5 Unknown frame within a header block"] = (Within((c, _) => c.FrameAsync((Http2FrameType)0x66, None, 0)), [ProtocolError]),
        ["5.1 DATA on an idle stream"] = (c => c.FrameAsync(Data, EndStream, c.Idle(), 0), [ProtocolError, StreamClosed]),
        ["5.1 RST_STREAM on an idle stream"] = (c => c.FrameAsync(ResetStream, None, c.Idle(), Http2Sending.Number(8)), [ProtocolError]),
        ["5.1 WINDOW_UPDATE on an idle stream"] = (c => c.FrameAsync(WindowUpdate, None, c.Idle(), Http2Sending.Number(8)), [ProtocolError]),
        ["5.1 CONTINUATION on an idle stream"] = (c => c.FrameAsync(Continuation, EndHeaders, c.Idle(), Http2Sending.UnaryBlock), [ProtocolError]),
        ["5.1 HEADERS on a stream that has ended"] = (async c => await c.FrameAsync(Headers, EndHeaders | EndStream, await c.FinishedAsync(), Http2Sending.UnaryBlock), [StreamClosed, ProtocolError]),
        ["5.1.1 Stream of an even number"] = (c => c.FrameAsync(Headers, EndHeaders | EndStream, 2, Http2Sending.UnaryBlock), [ProtocolError]),
        ["5.1.1 Stream below the last one"] = (OpenBelow, [ProtocolError, StreamClosed]),
        ["6.1 DATA on no stream"] = (c => c.FrameAsync(Data, None, 0, 1, 2), [ProtocolError]),
        ["6.1 DATA with padding as long as the frame"] = (async c => await c.FrameAsync(Data, Padded, await c.DuplexAsync(), 6, 1, 2, 3, 4, 5), [ProtocolError]),
        ["6.1 DATA without the length of its padding"] = (async c => await c.FrameAsync(Data, Padded, await c.DuplexAsync()), [ProtocolError, FrameSizeError]),
        ["6.2 HEADERS on no stream"] = (c => c.FrameAsync(Headers, EndHeaders, 0, Http2Sending.UnaryBlock), [ProtocolError]),
        ["6.2 HEADERS with padding longer than the frame"] = (c => c.FrameAsync(Headers, EndHeaders | Padded, c.Idle(), [250, .. Http2Sending.UnaryBlock]), [ProtocolError]),
        ["6.2 HEADERS without the length of its padding"] = (c => c.FrameAsync(Headers, EndHeaders | Padded, c.Idle()), [ProtocolError, FrameSizeError]),
        ["6.2 HEADERS too short for its priority"] = (c => c.FrameAsync(Headers, EndHeaders | Http2Flags.Priority, c.Idle(), 0, 0, 0, 0), [ProtocolError, FrameSizeError]),
        ["6.2 HEADERS with padding into its priority"] = (c => c.FrameAsync(Headers, EndHeaders | Padded | Http2Flags.Priority, c.Idle(), 4, 0, 0, 0, 0, 0, 0, 0, 0), [ProtocolError, FrameSizeError]),
        ["6.3 PRIORITY on no stream"] = (c => c.FrameAsync(Http2FrameType.Priority, None, 0, new byte[5]), [ProtocolError]),
        ["6.4 RST_STREAM on no stream"] = (c => c.FrameAsync(ResetStream, None, 0, Http2Sending.Number(8)), [ProtocolError]),
        ["6.4 RST_STREAM of three bytes"] = (async c => await c.FrameAsync(ResetStream, None, await c.DuplexAsync(), 0, 0, 8), [FrameSizeError]),
        ["6.5 SETTINGS that acknowledges and has values"] = (c => c.FrameAsync(Settings, Http2Frame.Ack, 0, new byte[6]), [FrameSizeError]),
        ["6.5 SETTINGS on a stream"] = (c => c.FrameAsync(Settings, None, 1, new byte[6]), [ProtocolError]),
        ["6.5 SETTINGS of seven bytes"] = (c => c.FrameAsync(Settings, None, 0, new byte[7]), [FrameSizeError]),
        ["6.5.2 ENABLE_PUSH of 2"] = (c => c.FrameAsync(Settings, None, 0, Http2Sending.Setting(Http2SettingId.EnablePush, 2)), [ProtocolError]),
        ["6.5.2 INITIAL_WINDOW_SIZE of 2^31"] = (c => c.FrameAsync(Settings, None, 0, Http2Sending.Setting(Http2SettingId.InitialWindowSize, 1u << 31)), [FlowControlError]),
        ["6.5.2 MAX_FRAME_SIZE of 16383"] = (c => c.FrameAsync(Settings, None, 0, Http2Sending.Setting(Http2SettingId.MaxFrameSize, 16_383)), [ProtocolError]),
        ["6.5.2 MAX_FRAME_SIZE of 2^24"] = (c => c.FrameAsync(Settings, None, 0, Http2Sending.Setting(Http2SettingId.MaxFrameSize, 1 << 24)), [ProtocolError]),
        ["6.6 PUSH_PROMISE"] = (c => c.FrameAsync(PushPromise, EndHeaders, c.Idle(), [0, 0, 0, 2, .. Http2Sending.UnaryBlock]), [ProtocolError]),
        ["6.7 PING on a stream"] = (c => c.FrameAsync(Ping, None, 1, new byte[8]), [ProtocolError]),
        ["6.7 PING of seven bytes"] = (c => c.FrameAsync(Ping, None, 0, new byte[7]), [FrameSizeError]),
        ["6.8 GOAWAY on a stream"] = (c => c.FrameAsync(GoAway, None, 1, new byte[8]), [ProtocolError]),
        ["6.9 WINDOW_UPDATE of three bytes"] = (c => c.FrameAsync(WindowUpdate, None, 0, 0, 0, 1), [FrameSizeError]),
        ["6.9 WINDOW_UPDATE of nothing for the connection"] = (c => c.FrameAsync(WindowUpdate, None, 0, Http2Sending.Number(0)), [ProtocolError]),
        ["6.9.1 Window of the connection above 2^31 - 1"] = (c => c.FrameAsync(WindowUpdate, None, 0, Http2Sending.Number(int.MaxValue)), [FlowControlError]),
        ["6.9.2 Setting that lifts a stream's window above 2^31 - 1"] = (LiftTooHigh, [FlowControlError]),
        ["6.10 CONTINUATION on no stream"] = (Within((c, _) => c.FrameAsync(Continuation, EndHeaders, 0, Http2Sending.UnaryBlock)), [ProtocolError]),
        ["6.10 CONTINUATION after the end of the headers"] = (async c => await c.FrameAsync(Continuation, EndHeaders, await c.DuplexAsync(), Http2Sending.UnaryBlock), [ProtocolError]),
        ["6.10 CONTINUATION after DATA"] = (ContinueAfterData, [ProtocolError]),
        ["RFC 7541 6.1 Index that no table has"] = (c => c.FrameAsync(Headers, EndHeaders, c.Idle(), 0xC0), [CompressionError]),
        ["RFC 7541 6.1 Index 0"] = (c => c.FrameAsync(Headers, EndHeaders, c.Idle(), 0x80), [CompressionError]),
        ["RFC 7541 5.2 Padding of eight bits"] = (c => c.FrameAsync(Headers, EndHeaders, c.Idle(), 0x04, 0x82, 0x1F, 0xFF, 0xFF), [CompressionError]),
        ["RFC 7541 5.2 End of a string within it"] = (c => c.FrameAsync(Headers, EndHeaders, c.Idle(), 0x04, 0x84, 0xFF, 0xFF, 0xFF, 0xFF), [CompressionError]),
        ["RFC 7541 4.2 Table's size within a block"] = (c => c.FrameAsync(Headers, EndHeaders, c.Idle(), 0x83, 0x20), [CompressionError]),
        ["RFC 7541 6.3 Table's size above its limit"] = (c => c.FrameAsync(Headers, EndHeaders, c.Idle(), [0x3F, 0xE2, 0x1F, .. Http2Sending.UnaryBlock]), [CompressionError]),
        ["RFC 7541 Block that ends within a field"] = (c => c.FrameAsync(Headers, EndHeaders, c.Idle(), Http2Sending.UnaryBlock[..^3]), [CompressionError]),
        ["RFC 7541 Bad trailers"] = (async c => await c.FrameAsync(Headers, EndHeaders | EndStream, await c.DuplexAsync(), 0x80), [CompressionError]),
        ["RFC 7541 Bad block on a stream that is over"] = (BadBlockOnClosed, [CompressionError, StreamClosed, ProtocolError]),
    };

    // Kestrel ends the connection as well, by INTERNAL_ERROR.
    public static TheoryData<string, string> Names => Http2Servers.With(
        Cases.Keys, "6.2 HEADERS with padding into its priority", "RFC 7541 6.1 Index 0", "RFC 7541 Bad trailers");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Frame_AgainstTheStandard_EndsThatConnection(string server, string name)
    {
        var (send, codes) = Cases[name];

        await Http2Check.AssertConnectionErrorAsync(await servers.GetAsync(server), send, codes);
    }

    private static Func<RawHttp2Client, Task> Within(Func<RawHttp2Client, int, Task> send) => async client =>
    {
        var id = client.Idle();
        await client.FrameAsync(Headers, EndStream, id, Http2Sending.UnaryBlock);
        await send(client, id);
    };

    private static async Task OpenBelow(RawHttp2Client client)
    {
        var below = client.Idle();
        await client.DuplexAsync();
        await client.FrameAsync(Headers, EndHeaders | EndStream, below, Http2Sending.UnaryBlock);
    }

    private static async Task LiftTooHigh(RawHttp2Client client)
    {
        await client.FrameAsync(WindowUpdate, None, await client.DuplexAsync(), Http2Sending.Number(int.MaxValue - 65_535));
        await client.FrameAsync(Settings, None, 0, Http2Sending.Setting(Http2SettingId.InitialWindowSize, 65_536));
    }

    private static async Task ContinueAfterData(RawHttp2Client client)
    {
        var id = await client.DuplexAsync();
        await client.FrameAsync(Data, None, id, 0);
        await client.FrameAsync(Continuation, EndHeaders, id, Http2Sending.UnaryBlock);
    }

    private static async Task BadBlockOnClosed(RawHttp2Client client)
    {
        // A header block changes the table whatever becomes of its stream.
        var id = await client.DuplexAsync();
        await client.FrameAsync(ResetStream, None, id, Http2Sending.Number(8));
        await client.FrameAsync(Headers, EndHeaders | EndStream, id, 0x80);
    }
}
