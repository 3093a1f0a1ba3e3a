using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2ErrorCode;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2Flags;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2FrameType;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Frames that are wrong for one stream: it ends, and the connection with it at most; and requests that are none.</summary>
/// <remarks>Source: RFC 9113, the section that begins each name; in the manner of h2spec.</remarks>
public sealed class StreamErrorTests(Http2Servers servers) : IClassFixture<Http2Servers>
{
    private static readonly Dictionary<string, (Func<RawHttp2Client, Task> Send, Http2ErrorCode[] Codes)> Cases = new(StringComparer.Ordinal)
    {
        ["4.2 DATA longer than a frame may be"] = (async c => await c.FrameAsync(Data, None, await c.DuplexAsync(), new byte[16_385]), [FrameSizeError]),
        ["5.1 DATA after END_STREAM"] = (AfterTheEnd((c, id) => c.FrameAsync(Data, EndStream, id, 0)), [StreamClosed]),
        ["5.1 HEADERS after END_STREAM"] = (AfterTheEnd((c, id) => c.FrameAsync(Headers, EndHeaders | EndStream, id, Http2Sending.UnaryBlock)), [StreamClosed]),
        ["5.1 CONTINUATION after END_STREAM"] = (AfterTheEnd((c, id) => c.FrameAsync(Continuation, EndHeaders, id, Http2Sending.UnaryBlock)), [StreamClosed, ProtocolError]),
        ["6.3 PRIORITY of four bytes"] = (async c => await c.FrameAsync(Http2FrameType.Priority, None, await c.DuplexAsync(), new byte[4]), [FrameSizeError]),
        ["6.9 WINDOW_UPDATE of nothing for a stream"] = (async c => await c.FrameAsync(WindowUpdate, None, await c.DuplexAsync(), Http2Sending.Number(0)), [ProtocolError]),
        ["6.9.1 Window of a stream above 2^31 - 1"] = (async c => await c.FrameAsync(WindowUpdate, None, await c.DuplexAsync(), Http2Sending.Number(int.MaxValue)), [FlowControlError]),
        ["8.1 Second HEADERS without END_STREAM"] = (async c => await c.FrameAsync(Headers, EndHeaders, await c.DuplexAsync(), HpackEncoder.Encode([new("x", "y")])), [ProtocolError]),
        ["8.1 Pseudo-header in trailers"] = (Trailers(new(":path", "/")), [ProtocolError]),
        ["8.1 Connection-specific trailer"] = (Trailers(new("connection", "close")), [ProtocolError]),
        ["8.2.1 Upper case in trailers"] = (Trailers(new("X", "y")), [ProtocolError]),
        ["8.1.1 More data than content-length"] = (Body("5", Http2Check.Hello), [ProtocolError]),
        ["8.1.1 Less data than content-length"] = (Body("100", Http2Check.Hello), [ProtocolError]),
        ["8.1.1 No data though content-length"] = (Request(("content-length", "10")), [ProtocolError]),
        ["8.2.1 Name with an upper-case letter"] = (Request(("X-Upper", "1")), [ProtocolError]),
        ["8.2.2 connection"] = (Request(("connection", "close")), [ProtocolError]),
        ["8.2.2 keep-alive"] = (Request(("keep-alive", "1")), [ProtocolError]),
        ["8.2.2 proxy-connection"] = (Request(("proxy-connection", "1")), [ProtocolError]),
        ["8.2.2 transfer-encoding"] = (Request(("transfer-encoding", "chunked")), [ProtocolError]),
        ["8.2.2 upgrade"] = (Request(("upgrade", "h2c")), [ProtocolError]),
        ["8.2.2 te with more than trailers"] = (Request(("te", "trailers, deflate")), [ProtocolError]),
        ["8.3 Unknown pseudo-header"] = (Head([new(":unknown", "1"), .. Good]), [ProtocolError]),
        ["8.3 Pseudo-header of responses"] = (Head([new(":status", "200"), .. Good]), [ProtocolError]),
        ["8.3 Pseudo-header after others"] = (Head([.. Good[1..], Good[0]]), [ProtocolError]),
        ["8.3.1 No :method"] = (Head(Good.Where(static f => f.Name != ":method")), [ProtocolError]),
        ["8.3.1 No :scheme"] = (Head(Good.Where(static f => f.Name != ":scheme")), [ProtocolError]),
        ["8.3.1 No :path"] = (Head(Good.Where(static f => f.Name != ":path")), [ProtocolError]),
        ["8.3.1 Two of :method"] = (Head([Good[0], .. Good]), [ProtocolError]),
        ["8.3.1 Two of :scheme"] = (Head([Good[1], .. Good]), [ProtocolError]),
        ["8.3.1 Two of :path"] = (Head([Good[2], .. Good]), [ProtocolError]),
        ["8.3.1 Two of :authority"] = (Head([Good[3], .. Good]), [ProtocolError]),
    };

    private static List<HeaderField> Good => GrpcBytes.RequestHeaders(Probe.UnaryPath);

    // Of the connection-specific headers Kestrel refuses but one.
    public static TheoryData<string, string> Names =>
        Http2Servers.With(Cases.Keys, "8.2.2 keep-alive", "8.2.2 proxy-connection", "8.2.2 transfer-encoding", "8.2.2 upgrade");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Frame_WrongForItsStream_EndsTheStream(string server, string name)
    {
        var (send, codes) = Cases[name];

        await Http2Check.AssertStreamErrorAsync(await servers.GetAsync(server), send, codes);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Request_ThatNoServerMayPassOn_IsAnError(string server, string name, string value)
    {
        // A response of 4xx is an error as well (RFC 9113, 8.1.1).
        var probe = await servers.GetAsync(server);
        await using var client = await probe.ConnectAsync();
        var headers = Good;
        headers.RemoveAll(f => f.Name == name && name.StartsWith(':'));
        headers.Insert(name.StartsWith(':') ? 0 : headers.Count, new HeaderField(name, value));

        var stream = await client.OpenAsync(headers, endStream: true);
        var response = await stream.ReadMessageAsync();

        Assert.True(
            response.Reset == ProtocolError || response.Header(":status") is ['4', ..]
                || client.Connection.Received.Any(static f => f.Type == GoAway && f.ErrorCode is ProtocolError or CompressionError),
            $"{response.Header(":status")} {response.Trailer("grpc-status")} {response.Trailer("grpc-message")} {response.Reset}");
        await Http2Check.AssertServesOthersAsync(probe);
    }

    public static TheoryData<string, string, string> Malformed()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var kind in Http2Servers.Kinds)
        {
            data.Add(kind, ":path", "");
            data.Add(kind, ":path", "\0");
            data.Add(kind, "x", "a\r\nb");
            data.Add(kind, "x", "a\nb");
            data.Add(kind, "x", "a\rb");
            data.Add(kind, "x", "a\0b");
            data.Add(kind, "", "b");
            data.Add(kind, "a\u00e9", "b");
            data.Add(kind, "content-length", "-1");
            data.Add(kind, "content-length", "x");
            if (kind != Http2Servers.Kestrel)
            {
                // Kestrel passes on any name without upper case.
                data.Add(kind, "a b", "b");
                data.Add(kind, "a:b", "b");
                data.Add(kind, "a\r\nb", "b");
            }
        }

        return data;
    }

    private static Func<RawHttp2Client, Task> AfterTheEnd(Func<RawHttp2Client, int, Task> send) => async client =>
    {
        // A handler that answers only when it is cancelled: the stream is half closed, not closed, when the frame comes.
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.ServerStreamPath));
        await stream.SendDataAsync(Http2Check.Hello, endStream: true);
        await send(client, stream.Id);
    };

    private static Func<RawHttp2Client, Task> Trailers(HeaderField field) => async client =>
        await client.FrameAsync(Headers, EndHeaders | EndStream, await client.DuplexAsync(), HpackEncoder.Encode([field]));

    private static Func<RawHttp2Client, Task> Request(params (string Name, string Value)[] more) =>
        Head(GrpcBytes.RequestHeaders(Probe.UnaryPath, more));

    private static Func<RawHttp2Client, Task> Head(IEnumerable<HeaderField> fields) => client => client.OpenAsync(fields, endStream: true);

    private static Func<RawHttp2Client, Task> Body(string contentLength, byte[] body) => async client =>
    {
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath, ("content-length", contentLength)));
        await stream.SendDataAsync(body, endStream: true);
    };
}
