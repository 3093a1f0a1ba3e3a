using System.Net.Sockets;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using CreditQuery.GrpcHosting.Http2;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using static CreditQuery.FunctionalTests.Grpc.RawHttp2.Http2FrameType;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>What connections of our own HTTP/2 do by the clock, second by second of a clock that the test moves.</summary>
public sealed class ConnectionTimerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task Ping_Unanswered_EndsTheConnection()
    {
        await using var server = await StartAsync(static _ => { });
        await using var client = await ConnectAsync(server, new RawHttp2Options { AckPings = false });

        Pass(60);
        Assert.DoesNotContain(client.Connection.Received, static frame => frame.Type == Ping);
        Pass(1);
        await client.Connection.WaitForAsync(static frame => frame.Type == Ping);
        Pass(19);
        await Http2Check.AssertServesAsync(client);

        Assert.InRange(await SecondsUntilAsync(client.Connection.Closed), 60 + 20, 1000);
    }

    [Fact]
    public async Task Ping_Answered_KeepsTheConnection()
    {
        await using var server = await StartAsync(static limits => limits.KeepAliveTimeout = Timeout.InfiniteTimeSpan);
        await using var client = await ConnectAsync(server);
        for (var ping = 1; ping <= 3; ping++)
        {
            var isPinged = client.Connection.WaitForAsync(_ => client.Connection.Received.Count(static frame => frame.Type == Ping) == ping);
            Assert.InRange(await SecondsUntilAsync(isPinged), 60, 1000);
            await Http2Check.AssertServesAsync(client);
        }
    }

    [Fact]
    public async Task Settings_NeverAcknowledged_EndTheConnection()
    {
        await using var server = await StartAsync(static _ => { });
        await using var client = await server.ConnectAsync(new RawHttp2Options { AckSettings = false });
        await Http2Check.AssertServesAsync(client);

        Pass(29);
        await Http2Check.AssertServesAsync(client);
        Pass(1);

        await client.Connection.Closed.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task HeaderBlock_ThatNeverEnds_EndsTheConnection()
    {
        await using var server = await StartAsync(static limits => limits.Http2.KeepAlivePingDelay = TimeSpan.MaxValue);
        await using var client = await ConnectAsync(server);
        await client.FrameAsync(Headers, Http2Flags.None, client.Idle(), Http2Sending.UnaryBlock);

        Assert.InRange(await SecondsUntilAsync(client.Connection.Closed), 30, 1000);
    }

    [Fact]
    public async Task Preface_ThatNeverEnds_EndsTheConnection()
    {
        await using var server = await StartAsync(static _ => { });
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync("PRI * HTTP/2.0"u8.ToArray(), TestContext.Current.CancellationToken);
        var end = Record.ExceptionAsync(() => client.GetStream().ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken).AsTask()).AsTask();

        Assert.InRange(await SecondsUntilAsync(end), 30, 1000);

        Assert.IsAssignableFrom<IOException>(await end);
    }

    [Fact]
    public async Task Connection_WithoutStreams_IsAnnouncedToEndAndEnds()
    {
        await using var server = await StartAsync(static limits => limits.Http2.KeepAlivePingDelay = TimeSpan.MaxValue);
        await using var client = await ConnectAsync(server);

        for (var call = 0; call < 3; call++)
        {
            // A call that comes and goes between two seconds is one all the same.
            Pass(129);
            await Http2Check.AssertServesAsync(client);
        }

        Assert.DoesNotContain(client.Connection.Received, static frame => frame.Type == GoAway);
        var announced = client.Connection.WaitForAsync(static frame => frame is { Type: GoAway, LastStreamId: int.MaxValue });
        Assert.InRange(await SecondsUntilAsync(announced), 130, 1000);
        await client.Connection.WaitForAsync(static frame => frame is { Type: GoAway, LastStreamId: < int.MaxValue });
        await SecondsUntilAsync(client.Connection.Closed);
    }

    [Fact]
    public async Task Stop_OfAClientThatAnswersNoPing_NamesTheLastStreamAfterTwoSeconds()
    {
        var calls = new RunningCalls();
        var release = new TaskCompletionSource();
        await using var server = await StartAsync(static _ => { }, new Probe { Duplex = (_, _, _) => calls.RunAsync(() => release.Task) });
        await using var client = await ConnectAsync(server, new RawHttp2Options { AckPings = false });
        var id = await client.DuplexAsync();
        await calls.WaitForAsync(1);

        var stop = server.StopAsync(TestContext.Current.CancellationToken);
        await client.Connection.WaitForAsync(static frame => frame is { Type: GoAway, LastStreamId: int.MaxValue });
        Pass(2);
        await client.Connection.WaitForAsync(frame => frame.Type == GoAway && frame.LastStreamId == id);
        release.SetResult();

        await SecondsUntilAsync(stop);
        Assert.Contains(client.Connection.Received, frame => frame.Type == Headers && frame.StreamId == id && frame.EndsStream);
    }

    [Fact]
    public async Task Body_ThatComesTooSlowly_EndsTheConnection()
    {
        await using var server = await StartAsync(
            static limits => limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 100, gracePeriod: TimeSpan.FromSeconds(5)),
            map: static endpoints => endpoints.MapPost("/read", static (HttpContext call) => call.Request.Body.CopyToAsync(Stream.Null)));
        await using var client = await ConnectAsync(server);
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders("/read"));
        await stream.SendDataAsync(new byte[10]);

        Assert.InRange(await SecondsUntilAsync(client.Connection.Closed), 6, 1000);
    }

    [Fact]
    public async Task Handlers_ReadTogetherWithOneThatWaitsForThem_RunASecondLater()
    {
        // The first of them blocks its thread until all others have run.
        const int Calls = 8;
        using var others = new CountdownEvent(Calls - 1);
        var isBlocked = new TaskCompletionSource();
        await using var server = await StartAsync(static _ => { }, new Probe
        {
            Unary = (request, _) =>
            {
                if (request[0] == 1)
                {
                    isBlocked.SetResult();
                    Assert.True(others.Wait(Patience), "The others have not run.");
                }
                else if (request[0] == 2)
                {
                    others.Signal();
                }

                return Task.FromResult(request);
            },
        });
        await using var client = await ConnectAsync(server);
        var streams = Enumerable.Range(0, Calls).Select(_ => client.Connection.OpenStream()).ToArray();
        byte[] all =
        [
            .. streams.SelectMany(static (stream, at) => (byte[])
            [
                .. new Http2Frame(Headers, Http2Flags.EndHeaders, stream.Id, Http2Sending.UnaryBlock).ToBytes(),
                .. new Http2Frame(Data, Http2Flags.EndStream, stream.Id, GrpcBytes.Message([(byte)(at == 0 ? 1 : 2)])).ToBytes(),
            ]),
        ];

        await client.Connection.SendBytesAsync(all);
        await isBlocked.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Pass(1);

        foreach (var stream in streams)
        {
            Assert.Equal("0", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
        }
    }

    private async Task<ProbeServer> StartAsync(Action<KestrelServerLimits> limits, Probe? probe = null, Action<IEndpointRouteBuilder>? map = null)
    {
        var server = await ProbeServer.StartAsync(probe, map: map, isOwnHttp2: true, kestrelOptions: options => limits(options.Limits));
        server.Services.GetRequiredService<Http2Connections>().Time = _time;
        return server;
    }

    /// <summary>A client whose settings are settled.</summary>
    private static async Task<RawHttp2Client> ConnectAsync(ProbeServer server, RawHttp2Options? options = null)
    {
        // It says nothing by itself later on: a second in which something comes is another one for the server.
        var client = await server.ConnectAsync((options ?? new RawHttp2Options()) with { ReplenishWindows = false });
        await Http2Check.AssertServesAsync(client);
        await Http2Check.AssertServesAsync(client);
        return client;
    }

    private void Pass(int seconds)
    {
        for (; seconds > 0; seconds--)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Lets seconds pass until something has happened that takes some real time to be noticed.</summary>
    private async Task<int> SecondsUntilAsync(Task happened)
    {
        const int Most = 2000;
        var seconds = 0;
        for (; !happened.IsCompleted && seconds < Most; seconds++)
        {
            Pass(1);
            await Task.WhenAny(happened, Task.Delay(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken));
        }

        await happened.WaitAsync(Patience, TestContext.Current.CancellationToken);
        return seconds;
    }
}
