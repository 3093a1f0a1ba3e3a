using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using CreditQuery.FunctionalTests.Wire;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2Flags;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2FrameType;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Clients that mean harm: each costs itself its connection, or waits; memory stays bounded, and others are served.</summary>
/// <remarks>Alone, as memory is that of the whole process. Source: RFC 9113, 10.5; CVE-2019-9512, -9514, -9515, -9517, -9518, CVE-2023-44487, CVE-2024-27316, CVE-2025-8671.</remarks>
[Collection<AloneCollection>]
public sealed class FloodTests
{
    private static readonly Dictionary<string, byte[]> Floods = new(StringComparer.Ordinal)
    {
        ["PING"] = new Http2Frame(Ping, None, 0, new byte[8]).ToBytes(),
        ["SETTINGS"] = new Http2Frame(Settings, None, 0, Http2Sending.Setting(Http2SettingId.InitialWindowSize, 100)).ToBytes(),
        ["SETTINGS of nothing"] = new Http2Frame(Settings, None, 0, []).ToBytes(),
        ["PRIORITY"] = new Http2Frame(Http2FrameType.Priority, None, 1, new byte[5]).ToBytes(),
        ["WINDOW_UPDATE"] = new Http2Frame(WindowUpdate, None, 0, Http2Sending.Number(1)).ToBytes(),
        ["Unknown frames"] = new Http2Frame((Http2FrameType)0x99, None, 0, []).ToBytes(),
    };

    /// <summary>What ends a stream whose handler runs: by the client, or by a fault that makes the server end it (CVE-2025-8671).</summary>
    private static readonly Dictionary<string, Func<int, Http2Frame>> Resets = new(StringComparer.Ordinal)
    {
        ["RST_STREAM"] = static id => new Http2Frame(ResetStream, None, id, Http2Sending.Number(8)),
        ["WINDOW_UPDATE of nothing"] = static id => new Http2Frame(WindowUpdate, None, id, Http2Sending.Number(0)),
        ["WINDOW_UPDATE too far"] = static id => new Http2Frame(WindowUpdate, None, id, Http2Sending.Number(int.MaxValue)),
        ["PRIORITY of one byte"] = static id => new Http2Frame(Http2FrameType.Priority, None, id, [0]),
    };

    public static TheoryData<string, string> ResetNames => Http2Servers.With(Resets.Keys);

    public static TheoryData<string, string> FloodNames => Http2Servers.With(Floods.Keys);

    [Theory]
    [MemberData(nameof(FloodNames))]
    public async Task Flood_OfAClientThatNeverReads_IsBounded(string kind, string name)
    {
        await using var server = await Http2Servers.StartAsync(kind);
        using var client = await SilentClient.ConnectAsync(server.Port);
        var memory = new MemoryGrowth();

        await client.FloodAsync(Repeat(Floods[name], 65_536), 32_000_000 / 65_536);

        memory.AssertBelow(MemoryGrowth.OfAFlood);
        await Http2Check.AssertServesOthersAsync(server);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Data_OfNothingWithoutEnd_IsBounded(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind);
        using var client = await SilentClient.ConnectAsync(server.Port);
        var memory = new MemoryGrowth();
        await client.FloodAsync(new Http2Frame(Headers, EndHeaders, 1, Http2Sending.DuplexBlock).ToBytes(), 1);

        await client.FloodAsync(Repeat(new Http2Frame(Data, None, 1, []).ToBytes(), 65_536), 100);

        memory.AssertBelow(MemoryGrowth.OfAFlood);
        await Http2Check.AssertServesOthersAsync(server);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Data_OfOneByteEachThatNobodyReads_CostsNoMultipleOfIt(string kind)
    {
        var calls = new RunningCalls();
        await using var server = await Http2Servers.StartAsync(kind, new Probe { Duplex = (_, _, context) => calls.UntilCancelledAsync(context) });
        using var client = await SilentClient.ConnectAsync(server.Port);
        var memory = new MemoryGrowth();
        await client.FloodAsync(new Http2Frame(Headers, EndHeaders, 1, Http2Sending.DuplexBlock).ToBytes(), 1);

        await client.FloodAsync(Repeat(new Http2Frame(Data, None, 1, [0]).ToBytes(), 65_536), 100);

        memory.AssertBelow(MemoryGrowth.OfAFlood);
        await Http2Check.AssertServesOthersAsync(server);
        client.Dispose();
        await calls.WaitForAsync(0);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Headers_ThatGoOnAndOn_EndTheConnection(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind);
        using var client = await SilentClient.ConnectAsync(server.Port);
        var memory = new MemoryGrowth();
        await client.FloodAsync(new Http2Frame(Headers, None, 1, Http2Sending.UnaryBlock).ToBytes(), 1);

        // A literal with a long value in each.
        var more = new Http2Frame(Continuation, None, 1, HpackEncoder.Encode([new("x", new string('v', 16_000))])).ToBytes();
        var sent = await client.FloodAsync(more, 64 * MemoryGrowth.Megabyte / more.Length);

        Assert.InRange(sent, 0, 8 * MemoryGrowth.Megabyte);
        memory.AssertBelow(MemoryGrowth.OfAFlood);
        await Http2Check.AssertServesOthersAsync(server);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Headers_OfEmptyPieces_AreBounded(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind);
        using var client = await SilentClient.ConnectAsync(server.Port);
        var memory = new MemoryGrowth();
        await client.FloodAsync(new Http2Frame(Headers, None, 1, Http2Sending.UnaryBlock).ToBytes(), 1);

        await client.FloodAsync(Repeat(new Http2Frame(Continuation, None, 1, []).ToBytes(), 65_536), 200);

        memory.AssertBelow(MemoryGrowth.OfAFlood);
        await Http2Check.AssertServesOthersAsync(server);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Headers_ThatNameABigEntryAThousandTimes_AreRefused(string kind)
    {
        var handled = new RunningCalls();
        await using var server = await Http2Servers.StartAsync(kind, new Probe
        {
            Unary = async (request, _) =>
            {
                await handled.RunAsync(static () => Task.CompletedTask);
                return request;
            },
        });
        await using var client = await server.ConnectAsync();
        var stream = client.Connection.OpenStream();
        byte[] big = [0x40, 1, (byte)'x', 0x7F, 0x81, 0x1E, .. Enumerable.Repeat((byte)'v', 3968)];
        var names = Enumerable.Repeat((byte)0xBE, 4000);

        await client.FrameAsync(Headers, EndHeaders | EndStream, stream.Id, [.. Http2Sending.UnaryBlock, .. big, .. names]);

        var response = await stream.ReadMessageAsync();
        Assert.True(response.Header(":status") is "431" || response.Reset is not null || !response.Ended, response.Header(":status"));
        await Http2Check.AssertServesOthersAsync(server);
        Assert.Equal(1, handled.All); // The other one's.
    }

    [Theory]
    [MemberData(nameof(ResetNames))]
    public async Task Streams_OpenedAndEndedAtOnce_RunFewHandlersAndEndThemAll(string kind, string name)
    {
        var calls = new RunningCalls();
        await using var server = await Http2Servers.StartAsync(
            kind, new Probe { Duplex = (_, _, context) => calls.UntilCancelledAsync(context) }, allowErrors: kind == Http2Servers.Kestrel); // It logs one.
        using var client = await SilentClient.ConnectAsync(server.Port);
        var memory = new MemoryGrowth();
        var bytes = new List<byte>();
        for (var id = 1; id < 40_000; id += 2)
        {
            bytes.AddRange(new Http2Frame(Headers, EndHeaders, id, Http2Sending.DuplexBlock).ToBytes());
            bytes.AddRange(Resets[name](id).ToBytes());
        }

        await client.FloodAsync(bytes.ToArray(), 1);
        await Http2Check.AssertServesOthersAsync(server);
        client.Dispose();

        await calls.WaitForAsync(0);
        Assert.InRange(calls.Most, 0, 3000); // A thousand streams, and those whose handlers are at their ends.
        bytes = null;
        memory.AssertBelow(2 * MemoryGrowth.OfAFlood);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Connections_ThatStopWithinThePreface_HarmNobody(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind);
        var sockets = new List<System.Net.Sockets.TcpClient>();
        for (var length = 0; length <= RawHttp2Client.Preface.Length; length++)
        {
            var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync("127.0.0.1", server.Port, TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync(RawHttp2Client.Preface[..length].ToArray(), TestContext.Current.CancellationToken);
            sockets.Add(socket);
        }

        await Http2Check.AssertServesOthersAsync(server);
        sockets.ForEach(static s => s.Dispose());
        await Http2Check.AssertServesOthersAsync(server);
    }

    private static byte[] Repeat(byte[] frame, int length) => [.. Enumerable.Repeat(frame, length / frame.Length).SelectMany(static f => f)];
}
