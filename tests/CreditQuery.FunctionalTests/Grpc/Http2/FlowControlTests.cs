using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2Flags;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2FrameType;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>What each side may send, to the byte. Source: RFC 9113, 5.2 and 6.9.</summary>
public sealed class FlowControlTests
{
    private const int DefaultWindow = 65_535;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Response_WindowOfOneByte_ComesByTheByte(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind);
        await using var client = await server.ConnectAsync(Narrow(1));
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
        await stream.SendDataAsync(Http2Check.Hello, endStream: true);
        var data = new List<byte>();
        while (data.Count < Http2Check.Hello.Length)
        {
            if ((await stream.ReadAsync()).Data is { Length: > 0 } some)
            {
                data.Add(Assert.Single(some));
                await client.Connection.SendWindowUpdateAsync(stream.Id, 1);
            }
        }

        Assert.Equal("0", (await stream.ReadMessageAsync()).Headers.Single(static f => f.Name == "grpc-status").Value);
        Assert.Equal(Http2Check.Hello, data);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Response_WindowThatASettingMadeNegative_WaitsUntilItIsPositive(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind);
        await using var client = await server.ConnectAsync(Narrow(5));
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
        await stream.SendDataAsync(Http2Check.Hello, endStream: true);
        Assert.Equal(5, await TakeAsync(stream, 5));

        await client.FrameAsync(Settings, None, 0, Http2Sending.Setting(Http2SettingId.InitialWindowSize, 2)); // The window is -3.
        await client.Connection.SendWindowUpdateAsync(stream.Id, 3);
        await RoundTripAsync(client);
        Assert.Equal(5, DataReceived(client, stream.Id));
        await client.Connection.SendWindowUpdateAsync(stream.Id, 1);
        Assert.Equal(1, await TakeAsync(stream, 1));
        await client.FrameAsync(Settings, None, 0, Http2Sending.Setting(Http2SettingId.InitialWindowSize, 100));

        Assert.Equal(4, (await stream.ReadMessageAsync()).Data.Length);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Failure_NoWindowAtAll_ComesAllTheSame(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind);
        await using var client = await server.ConnectAsync(Narrow(0));

        var response = await client.SendAsync(GrpcBytes.RequestHeaders("/test.Probe/Missing"), Http2Check.Hello);

        Assert.Equal("12", response.Trailer("grpc-status"));
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Responses_WindowOfTheConnectionTaken_WaitButOthersFramesCome(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind);
        await using var client = await server.ConnectAsync(Narrow(1 << 20));
        byte[] message = GrpcBytes.Message(new byte[100_000]);
        var streams = new List<RawHttp2Stream>();
        for (var i = 0; i < 3; i++)
        {
            streams.Add(await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath)));
            await streams[i].SendDataAsync(message, endStream: true);
        }

        await client.Connection.WaitForAsync(_ => DataReceived(client) == DefaultWindow);
        await RoundTripAsync(client);
        Assert.Equal(DefaultWindow, DataReceived(client));
        await client.Connection.SendWindowUpdateAsync(0, 1 << 20);

        foreach (var stream in streams)
        {
            Assert.Equal(message, (await stream.ReadMessageAsync()).Data);
        }
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Responses_ResetWhileTheyWait_LeaveTheWindowToOthers(string kind)
    {
        // The connection's window is for whoever sends: neither one that waits for its own window nor one that is reset keeps any.
        await using var server = await Http2Servers.StartAsync(kind);
        await using var client = await server.ConnectAsync(Narrow(0));
        byte[] message = GrpcBytes.Message(new byte[30_000]);
        for (var i = 0; i < 20; i++)
        {
            var waiting = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
            await waiting.SendDataAsync(message, endStream: true);
            if (i % 2 == 0)
            {
                await client.Connection.SendWindowUpdateAsync(waiting.Id, 100);
                await TakeAsync(waiting, 100);
                await waiting.ResetAsync(Http2ErrorCode.Cancel);
            }
        }

        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
        await client.Connection.SendWindowUpdateAsync(stream.Id, 1 << 20);
        await stream.SendDataAsync(message, endStream: true);

        Assert.Equal(message, (await stream.ReadMessageAsync()).Data);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Request_AboveTheStreamsWindow_IsAnError(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind, ThatNeverReads());
        await using var client = await server.ConnectAsync();
        var settings = await client.Connection.WaitForAsync(static f => f is { Type: Settings, IsAck: false });
        var window = (int)settings.Settings().Single(static s => s.Id == Http2SettingId.InitialWindowSize).Value;
        var id = await client.DuplexAsync();

        await client.Connection.SendBytesAsync(DataFrames(id, window));
        await RoundTripAsync(client);
        Assert.DoesNotContain(client.Connection.Received, static f => f.Type is GoAway or ResetStream);
        await client.FrameAsync(Data, None, id, 1);

        var error = await client.Connection.WaitForAsync(static f => f.Type is GoAway or ResetStream);
        Assert.Equal(Http2ErrorCode.FlowControlError, error.ErrorCode);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Requests_AboveTheConnectionsWindow_EndIt(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind, ThatNeverReads());
        await using var client = await server.ConnectAsync();
        await client.Connection.WaitForAsync(static f => f is { Type: Settings, IsAck: false });
        await RoundTripAsync(client);
        var window = DefaultWindow + client.Connection.Received.Where(static f => f.Type == WindowUpdate && f.StreamId == 0).Sum(static f => f.WindowIncrement);
        var parts = (window / 500_000) + 1;
        for (var part = 0; part < parts; part++)
        {
            await client.Connection.SendBytesAsync(DataFrames(await client.DuplexAsync(), (window + 1) / parts));
        }

        await client.Connection.SendBytesAsync(DataFrames(await client.DuplexAsync(), parts));

        var error = await client.Connection.WaitForAsync(static f => f.Type is GoAway or ResetStream);
        Assert.Equal((GoAway, Http2ErrorCode.FlowControlError), (error.Type, error.ErrorCode));
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Requests_WhoseDataNobodyReads_GiveTheWindowBack(string kind)
    {
        // Ten megabytes through a window of one: whatever becomes of the streams, their bytes come back to the connection.
        const int Length = 100_000;
        await using var server = await Http2Servers.StartAsync(kind, new Probe
        {
            ServerStream = static (_, _, _) => Task.CompletedTask,
            Duplex = static (_, _, context) => ThatNeverReads().Duplex(null!, null!, context),
        });
        await using var client = await server.ConnectAsync();
        try
        {
            for (var round = 0; round < 30; round++)
            {
                await SendUnreadAsync(client, GrpcBytes.Message(new byte[Length]));
            }
        }
        catch (IOException)
        {
            Assert.Fail($"{client.Connection.Received.LastOrDefault(static f => f.Type == GoAway)?.ErrorCode}");
        }

        await Http2Check.AssertServesAsync(client);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Download_WithWindowUpdatesForEachFrame_IsNoAbuse(string kind)
    {
        // As a subscriber that reads event by event; two updates each, sixty thousand in all.
        const int Messages = 30_000;
        await using var server = await Http2Servers.StartAsync(kind, new Probe
        {
            ServerStream = static async (_, responses, _) =>
            {
                for (var i = 0; i < Messages; i++)
                {
                    await responses.WriteAsync([1]);
                }
            },
        });
        await using var client = await server.ConnectAsync();

        var response = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.ServerStreamPath), Http2Check.Hello);

        Assert.Equal(("0", Messages * 6), (response.Trailer("grpc-status"), response.Data.Length));
    }

    private static async Task SendUnreadAsync(RawHttp2Client client, byte[] body)
    {
        var unknown = await client.OpenAsync(GrpcBytes.RequestHeaders("/test.Probe/Missing"));
        await unknown.SendDataAsync(body);
        var never = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
        await never.SendPaddedDataAsync(body, padding: 200, frameLength: 10_000);
        await never.ResetAsync(Http2ErrorCode.Cancel);
        var early = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.ServerStreamPath));
        await early.SendDataAsync(body);
        await early.SendPaddedDataAsync(body, padding: 255, endStream: true, frameLength: 10_000);
        var aborted = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
        await aborted.SendDataAsync(body.AsMemory(0, body.Length / 2));
        await aborted.ResetAsync(Http2ErrorCode.Cancel);
    }

    private static RawHttp2Options Narrow(uint window) =>
        new() { Settings = [(Http2SettingId.InitialWindowSize, window)], ReplenishWindows = false };

    private static Probe ThatNeverReads() => new()
    {
        Duplex = static async (_, _, context) =>
        {
            var cancelled = new TaskCompletionSource();
            await using var registration = context.CancellationToken.Register(cancelled.SetResult);
            await cancelled.Task.WaitAsync(Patience);
        },
    };

    private static byte[] DataFrames(int id, int length)
    {
        var bytes = new List<byte>(length + 1000);
        do
        {
            var part = Math.Min(length, 16_384);
            bytes.AddRange(new Http2Frame(Data, None, id, new byte[part]).ToBytes());
            length -= part;
        }
        while (length > 0);
        return [.. bytes];
    }

    private static async Task<int> TakeAsync(RawHttp2Stream stream, int wanted)
    {
        var taken = 0;
        while (taken < wanted)
        {
            taken += (await stream.ReadAsync()).Data?.Length ?? 0;
        }

        return taken;
    }

    private static async Task RoundTripAsync(RawHttp2Client client)
    {
        var opaque = Random.Shared.NextInt64();
        await client.Connection.SendPingAsync(opaque);
        await client.Connection.WaitForAsync(f => f is { Type: Ping, IsAck: true } && BitConverter.ToInt64([.. f.Payload.Reverse()]) == opaque);
    }

    private static int DataReceived(RawHttp2Client client, int? id = null) =>
        client.Connection.Received.Where(f => f.Type == Data && (id is null || f.StreamId == id)).Sum(static f => f.Payload.Length);
}
