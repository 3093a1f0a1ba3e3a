using System.Buffers;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Calls of one connection, which may use the same objects one after the other, never see anything of each other.</summary>
public sealed class IsolationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Metadata_OfCallsOneAfterTheOther_IsTheirOwn(string kind)
    {
        const int Seed = 20260721;
        var random = new RandomBytes(Seed);
        await using var server = await Http2Servers.StartAsync(kind, new Probe { Unary = static (_, context) => Task.FromResult(Describe(context)) });
        await using var client = await server.ConnectAsync();
        for (var round = 0; round < 300; round++)
        {
            await SpoilAsync(client, random);
            var sent = Enumerable.Range(0, random.Next(5)).Select(_ => (Name: $"x-{random.Next(4)}", Value: $"v{random.Next(1000)}")).ToList();
            if (random.Next(3) == 0)
            {
                sent.Add(("authorization", $"token {round}"));
            }

            var response = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath, sent), Http2Check.Hello);

            var seen = System.Text.Encoding.ASCII.GetString(Assert.Single(GrpcBytes.Messages(response.Data)).Payload);
            var expected = string.Join('|', sent.Select(static s => $"{s.Name}={s.Value}").Order(StringComparer.Ordinal)) + "/" + DateTime.MaxValue.Ticks;
            Assert.True(expected == seen, $"seed {Seed}, round {round}: {seen} instead of {expected}");
        }
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Messages_AfterAbortedOnes_AreTheirOwn(string kind)
    {
        const int Seed = 20260722;
        var random = new RandomBytes(Seed);
        await using var server = await Http2Servers.StartAsync(kind);
        await using var client = await server.ConnectAsync();
        for (var round = 0; round < 100; round++)
        {
            await SpoilAsync(client, random);
            var messages = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Bytes(random.Pick(5, 500, 40_000))).ToArray();
            byte[] body = [.. messages.SelectMany(static m => GrpcBytes.Message(m))];
            var response = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath), body);

            Assert.True(response.Trailer("grpc-status") == "0", $"seed {Seed}, round {round}: {response.Trailer("grpc-status")} {response.Reset}");
            Assert.True(response.Data.SequenceEqual(body), $"seed {Seed}, round {round}");
        }
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Request_ResetWhileItsHandlerReadsIt_StaysWhatItWas(string kind)
    {
        // Memory that a handler has in hand must not go to other calls, though its own call is over.
        const int Length = 60_000;
        var (read, go, seen) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource<byte[]>());
        await using var server = await Http2Servers.StartAsync(kind, map: endpoints => endpoints.MapPost("/raw", async (HttpContext call) =>
        {
            var result = await call.Request.BodyReader.ReadAtLeastAsync(Length);
            read.SetResult();
            await go.Task;
            seen.SetResult(BuffersExtensions.ToArray(result.Buffer));
        }));
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders("/raw"));
        await stream.SendDataAsync(Enumerable.Repeat((byte)1, Length).ToArray());
        await read.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await stream.ResetAsync(Http2ErrorCode.Cancel);
        for (var other = 0; other < 20; other++)
        {
            await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), GrpcBytes.Message(Enumerable.Repeat((byte)2, Length).ToArray()));
        }

        go.SetResult();

        Assert.Equal(Enumerable.Repeat((byte)1, Length), await seen.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Response_OfAHandlerThatWritesAfterItsReset_ReachesNobody(string kind)
    {
        // Handlers that heed no token write on, while later calls use whatever the server uses again.
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var late = new RunningCalls();
        var refused = 0;
        await using var server = await Http2Servers.StartAsync(kind, new Probe
        {
            ServerStream = (_, responses, context) => late.RunAsync(async () =>
            {
                await release.Task;
                try
                {
                    context.ResponseTrailers.Add("x-late", "1");
                    for (var i = 0; i < 50; i++)
                    {
                        await responses.WriteAsync("LATE"u8.ToArray());
                    }
                }
                catch (Exception e) when (e is InvalidOperationException or IOException or OperationCanceledException or RpcException)
                {
                    Interlocked.Increment(ref refused);
                }
            }),
        });
        await using var client = await server.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.ServerStreamPath, ("x-a", "secret")));
            await stream.SendDataAsync(Http2Check.Hello, endStream: true);
        }

        await late.WaitForAsync(20);
        for (var i = 0; i < 20; i++)
        {
            await client.Connection.SendResetAsync(1 + (2 * i), Http2ErrorCode.Cancel);
        }

        var calls = Enumerable.Range(0, 40).Select(async i =>
        {
            if (i == 20)
            {
                release.SetResult();
            }

            return await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Http2Check.Hello);
        }).ToArray();
        foreach (var response in await Task.WhenAll(calls).WaitAsync(Patience, TestContext.Current.CancellationToken))
        {
            Assert.Equal(Http2Check.Hello, response.Data);
            Assert.Null(response.Trailer("x-late"));
        }

        await late.WaitForAsync(0);
        await Http2Check.AssertServesAsync(client);
    }

    [Theory]
    [MemberData(nameof(Http2Servers.All), MemberType = typeof(Http2Servers))]
    public async Task Calls_EndedInAllWaysAtOnce_EachGetsItsOwnEnd(string kind)
    {
        const int Seed = 20260723;
        var random = new Random(Seed);
        var running = new RunningCalls();
        await using var server = await Http2Servers.StartAsync(kind, new Probe
        {
            Duplex = (requests, responses, context) => running.RunAsync(async () =>
            {
                await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
                {
                    await responses.WriteAsync(request, context.CancellationToken);
                }
            }),
        });
        for (var connection = 0; connection < 5; connection++)
        {
            await using var client = await server.ConnectAsync();
            var calls = Enumerable.Range(0, 200).Select(i => OneAsync(client, i, random.Next(7), random.Next(60_000))).ToArray();

            await Task.WhenAll(calls).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }

        await running.WaitForAsync(0);
    }

    private static async Task OneAsync(RawHttp2Client client, int number, int way, int length)
    {
        var message = GrpcBytes.Message(Enumerable.Repeat((byte)number, length).ToArray());
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
        switch (way)
        {
            case 0:
                await stream.ResetAsync(Http2ErrorCode.Cancel);
                break;
            case 1:
                await stream.SendDataAsync(message.AsMemory(0, length / 2));
                await stream.ResetAsync(Http2ErrorCode.Cancel);
                break;
            case 2:
                await stream.SendDataAsync(message);
                await stream.ReadAsync();
                await stream.ResetAsync(Http2ErrorCode.NoError);
                break;
            case 3:
                // The reset meets a handler that is about to end.
                await stream.SendDataAsync(GrpcBytes.Message([]), endStream: true);
                await stream.ResetAsync(Http2ErrorCode.Cancel);
                break;
            default:
                await stream.SendDataAsync(message, endStream: true);
                var response = await stream.ReadMessageAsync();
                Assert.Equal(message, response.Data);
                Assert.Equal("0", response.Trailer("grpc-status"));
                break;
        }
    }

    /// <summary>A call that ends in some bad way and leaves as much as it can behind.</summary>
    private static async Task SpoilAsync(RawHttp2Client client, RandomBytes random)
    {
        (string, string)[] secrets = [("authorization", "secret"), ("x-1", "secret"), ("x-secret", "1"), ("grpc-timeout", "3S"), ("grpc-encoding", "gzip")];
        switch (random.Next(4))
        {
            case 0:
                var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath, secrets));
                await stream.SendDataAsync(GrpcBytes.Message(random.Bytes(1000)).AsMemory(0, 4));
                await stream.ResetAsync(Http2ErrorCode.Cancel);
                break;
            case 1:
                await client.OpenAsync(GrpcBytes.RequestHeaders("/test.Probe/Missing", secrets), endStream: true);
                break;
            case 2:
                await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath, secrets), new byte[] { 1, 2, 3 });
                break;
            default:
                break;
        }
    }

    private static byte[] Describe(ServerCallContext context) => System.Text.Encoding.ASCII.GetBytes(
        string.Join('|', context.RequestHeaders.Where(static e => e.Key is ['x', '-', ..] or "authorization").Select(static e => $"{e.Key}={e.Value}").Order(StringComparer.Ordinal))
            + "/" + context.Deadline.Ticks);
}
