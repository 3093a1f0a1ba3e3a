using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using CreditQuery.FunctionalTests.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2Flags;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2FrameType;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Responses that wait for a client, and calls that are over: what is kept of them is bounded.</summary>
/// <remarks>Alone, as memory is that of the whole process. Source: RFC 9113, 10.5; CVE-2019-9511, -9517.</remarks>
[Collection<AloneCollection>]
public sealed class BacklogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

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
    public async Task Response_WrittenOnAfterItsReset_IsKeptNowhere(string kind)
    {
        // Middleware that heeds no token and looks at no result.
        var (reset, written) = (new TaskCompletionSource(), new TaskCompletionSource());
        MemoryGrowth? memory = null;
        await using var server = await Http2Servers.StartAsync(kind, map: endpoints => endpoints.MapPost("/on", async (HttpContext call) =>
        {
            await call.Response.Body.FlushAsync();
            await using var registration = call.RequestAborted.Register(reset.SetResult);
            await reset.Task;
            memory = new MemoryGrowth();
            for (var piece = 0; piece < 1500; piece++)
            {
                await call.Response.Body.WriteAsync(new byte[65_536]);
            }

            memory.AssertBelow(MemoryGrowth.OfAFlood);
            written.SetResult();
        }));
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders("/on"));
        await stream.ReadAsync();

        await stream.ResetAsync(Http2ErrorCode.Cancel);

        await written.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Bodies_OfStreamsThatAreReset_AreForgottenThoughTheirHandlersGoOn()
    {
        // The client gets its window back with each reset; Kestrel keeps what it had sent.
        var release = new TaskCompletionSource();
        var calls = new RunningCalls();
        await using var server = await ProbeServer.StartAsync(new Probe { Duplex = (_, _, _) => calls.RunAsync(() => release.Task) }, isOwnHttp2: true);
        await using var client = await server.ConnectAsync();
        var body = new byte[500_000];
        var memory = new MemoryGrowth();
        for (var call = 0; call < 200; call++)
        {
            var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
            await stream.SendDataAsync(body);
            await calls.WaitForAsync(call + 1);
            await stream.ResetAsync(Http2ErrorCode.Cancel);
        }

        await Http2Check.AssertServesAsync(client);
        memory.AssertBelow(MemoryGrowth.OfAFlood);
        release.SetResult();
        await calls.WaitForAsync(0);
    }

    [Fact]
    public async Task Connection_WithAllThatAClientMayLeaveOnIt_KeepsWithinItsBound()
    {
        // As docs/grpc.md counts it: on each of a thousand streams 30 KB of headers, a body that just does not fit in a kilobyte, and a
        // response of 32 KB that has no window.
        const int Streams = 1000;
        const long MostBytesPerStream = 160 * 1024;
        var calls = new RunningCalls();
        await using var server = await ProbeServer.StartAsync(
            new Probe { Duplex = (_, responses, context) => calls.RunAsync(() => responses.WriteAsync(new byte[32_768], context.CancellationToken)) }, isOwnHttp2: true);
        await using var client = await server.ConnectAsync(new RawHttp2Options { Settings = [(Http2SettingId.InitialWindowSize, 0)] });
        var headers = HpackEncoder.Encode(GrpcBytes.RequestHeaders(Probe.DuplexPath, Enumerable.Range(0, 30).Select(static n => ($"x-{n}", new string('v', 960)))));
        var memory = new MemoryGrowth();
        for (var opened = 0; opened < Streams; opened++)
        {
            var stream = client.Connection.OpenStream();
            await client.Connection.SendBytesAsync((byte[])
            [
                .. new Http2Frame(Headers, None, stream.Id, headers[..16_000]).ToBytes(), .. new Http2Frame(Continuation, EndHeaders, stream.Id, headers[16_000..]).ToBytes(),
            ]);
            await stream.SendDataAsync(new byte[1040]);
        }

        await calls.WaitForAsync(Streams);
        await client.Connection.WaitForAsync(_ => client.Connection.Received.Count(static f => f.Type == Headers) == Streams);

        memory.AssertBelow(Streams * MostBytesPerStream);
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
