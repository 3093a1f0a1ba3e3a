using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using CreditQuery.FunctionalTests.Wire;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2Flags;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2FrameType;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Responses that wait for a client, and calls that are over: what is kept of them is bounded.</summary>
/// <remarks>Alone, as memory is that of the whole process. Source: RFC 9113, 10.5; CVE-2019-9511, -9517.</remarks>
[Collection<AloneCollection>]
public sealed class BacklogTests
{
    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Responses_ResetWhileTheConnectionHasNoWindow_AreForgotten(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind);
        await using var client = await server.ConnectAsync(new RawHttp2Options { Settings = [(Http2SettingId.InitialWindowSize, 1 << 20)], ReplenishWindows = false });
        var first = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
        await first.SendDataAsync(GrpcBytes.Message(new byte[80_000]), endStream: true);
        await client.Connection.WaitForAsync(_ => client.Connection.Received.Where(static f => f.Type == Data).Sum(static f => f.Payload.Length) == 65_535);
        var memory = new MemoryGrowth();
        var body = GrpcBytes.Message(new byte[40_000]);
        for (var call = 0; call < 3000; call++)
        {
            // The head of the response comes: its data stands in line for the window.
            var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
            await stream.SendDataAsync(body, endStream: true);
            await stream.ReadAsync();
            await stream.ResetAsync(Http2ErrorCode.Cancel);
        }

        memory.AssertBelow(MemoryGrowth.OfAFlood);
        await Http2Check.AssertServesOthersAsync(server);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Responses_ResetByAClientThatNeverReads_AreForgotten(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind, allowErrors: kind == Http2Servers.Kestrel); // It logs one.
        using var client = await SilentClient.ConnectAsync(server.Port);
        var memory = new MemoryGrowth();
        await client.FloodAsync(new Http2Frame(WindowUpdate, None, 0, Http2Sending.Number(1 << 30)).ToBytes(), 1);
        var message = GrpcBytes.Message(new byte[16_000]);
        for (var id = 1; id < 12_000; id += 2)
        {
            byte[] call =
            [
                .. new Http2Frame(Headers, EndHeaders, id, Http2Sending.UnaryBlock).ToBytes(),
                .. new Http2Frame(Data, EndStream, id, message).ToBytes(),
                .. new Http2Frame(ResetStream, None, Math.Max(1, id - 20), Http2Sending.Number(8)).ToBytes(),
            ];
            if (await client.FloodAsync(call, 1) < call.Length)
            {
                break;
            }
        }

        memory.AssertBelow((kind == Http2Servers.Kestrel ? 3 : 1) * MemoryGrowth.OfAFlood); // It keeps what a thousand streams wait to send.
        await Http2Check.AssertServesOthersAsync(server);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Responses_OfAClientWithoutWindow_WaitWithTheirHandlers(string kind)
    {
        // 300 calls of eight megabytes each; only what each may keep ahead of its window is taken from the handlers.
        const int Calls = 300;
        var calls = new RunningCalls();
        var taken = 0L;
        var message = new byte[32_768];
        await using var server = await Http2Servers.StartAsync(kind, new Probe
        {
            ServerStream = (_, responses, context) => calls.RunAsync(async () =>
            {
                for (var sent = 0; sent < 8 * MemoryGrowth.Megabyte; sent += message.Length)
                {
                    await responses.WriteAsync(message, context.CancellationToken);
                    Interlocked.Add(ref taken, message.Length);
                }
            }),
        });
        await using var client = await server.ConnectAsync(new RawHttp2Options { Settings = [(Http2SettingId.InitialWindowSize, 0)], ReplenishWindows = false });
        var memory = new MemoryGrowth();
        for (var i = 0; i < Calls; i++)
        {
            var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.ServerStreamPath));
            await stream.SendDataAsync(Http2Check.Hello, endStream: true);
        }

        await calls.WaitForAsync(Calls);
        await Http2Check.AssertServesOthersAsync(server);

        Assert.InRange(Interlocked.Read(ref taken), 0, Calls * 4L * 65_536);
        memory.AssertBelow(Calls * 4L * 65_536);
        await client.DisposeAsync();
        await calls.WaitForAsync(0);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Calls_ThousandsOnOneConnection_LeaveNothingBehind(string kind)
    {
        await using var server = await Http2Servers.StartAsync(kind);
        await using var client = await server.ConnectAsync();
        await ManyAsync(500);
        var memory = new MemoryGrowth();

        await ManyAsync(3000);

        // What the raw client remembers of each is about two kilobytes.
        memory.AssertBelow(16 * MemoryGrowth.Megabyte);

        async Task ManyAsync(int calls)
        {
            for (var call = 0; call < calls; call += 50)
            {
                var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Http2Check.Hello)));
                Assert.All(answers, static a => Assert.Equal("0", a.Trailer("grpc-status")));
            }
        }
    }
}
