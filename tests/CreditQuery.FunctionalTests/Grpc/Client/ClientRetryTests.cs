using System.Net;
using System.Net.Sockets;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace CreditQuery.FunctionalTests.Grpc.Client;

/// <summary>Rows T1 to T6 of docs/grpc.md: retries and waiting for a connection. Source: gRFC A6.</summary>
public sealed class ClientRetryTests
{
    [Theory]
    [InlineData(1, StatusCode.OK, 2)]
    [InlineData(2, StatusCode.OK, 3)]
    [InlineData(9, StatusCode.Unavailable, 3)]
    public async Task Policy_Unavailable_IsTriedUpToMaxAttempts(int failures, StatusCode expected, int calls)
    {
        var seen = new List<string?>();
        await using var server = Failing(failures, seen, StatusCode.Unavailable);

        Assert.Equal(expected, (await server.StatusAsync()).StatusCode);

        Assert.Equal(calls, seen.Count);
        Assert.Equal([null, "1", "2"], seen.Concat(["2"]).Take(3));
    }

    [Fact]
    public async Task Policy_Backoff_GrowsWithJitterByTheClockOfTheChannel()
    {
        var time = new ManualTime();
        var seen = new List<string?>();
        var options = Options();
        options.ServiceProvider = new OneService(time);
        var policy = options.ServiceConfig!.MethodConfigs[0].RetryPolicy!;
        (policy.InitialBackoff, policy.MaxBackoff) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        await using var server = Failing(2, seen, StatusCode.Unavailable, options: options);
        var status = server.StatusAsync();

        // A second, then two, each by a fifth less or more: the timer that is set neither fires before nor stays after.
        foreach (var seconds in new[] { 1, 2 })
        {
            SpinWait.SpinUntil(() => time.PendingTimers == 1 && seen.Count == seconds, TimeSpan.FromSeconds(10));
            time.Advance(TimeSpan.FromSeconds(0.79 * seconds));
            Assert.Equal(1, time.PendingTimers);
            time.Advance(TimeSpan.FromSeconds(0.42 * seconds));
            Assert.Equal(0, time.PendingTimers);
        }

        Assert.Equal(StatusCode.OK, (await status).StatusCode);
        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task Policy_OtherCode_IsNotTried()
    {
        var seen = new List<string?>();
        await using var server = Failing(9, seen, StatusCode.NotFound);

        Assert.Equal(StatusCode.NotFound, (await server.StatusAsync()).StatusCode);

        Assert.Single(seen);
    }

    [Theory]
    [InlineData("0", 3)]
    [InlineData("-1", 1)]
    [InlineData("x", 1)]
    public async Task Pushback_OfTheServer_IsObeyed(string pushback, int calls)
    {
        var seen = new List<string?>();
        await using var server = Failing(9, seen, StatusCode.Unavailable, ("grpc-retry-pushback-ms", pushback));

        await server.StatusAsync();

        Assert.Equal(calls, seen.Count);
    }

    [Fact]
    public async Task Throttle_AtHalf_StopsRetries()
    {
        var seen = new List<string?>();
        var options = Options();
        options.ServiceConfig!.RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 4, TokenRatio = 0.1 };
        await using var server = Failing(100, seen, StatusCode.Unavailable, options: options);

        await server.StatusAsync();
        await server.StatusAsync();

        // Tokens 4 → 3, a retry; → 2, half: none; → 1: none.
        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task Stream_MessagesWrittenBefore_AreSentAgain()
    {
        var bodies = new List<byte[]>();
        await using var server = new BadServer(
            async stream =>
            {
                var body = new List<byte>();
                while (body.Count < 12)
                {
                    body.AddRange((await stream.ReadAsync()).Data ?? []);
                }

                bodies.Add([.. body]);
                if (bodies.Count == 1)
                {
                    await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders(("grpc-status", "14")), endStream: true);
                    return;
                }

                await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
                await stream.ReadMessageAsync();
                await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
            },
            options: Options());
        using var call = server.Duplex();

        await call.RequestStream.WriteAsync([1]);
        await call.RequestStream.WriteAsync([2]);
        await call.ResponseHeadersAsync.WaitAsync(TimeSpan.FromSeconds(10));
        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext(default));
        Assert.Equal(2, bodies.Count);
        Assert.Equal([.. GrpcBytes.Message([1]), .. GrpcBytes.Message([2])], bodies[1]);
    }

    [Fact]
    public async Task Stream_HeadersComeWhileMessagesAreSentAgain_NoneIsLost()
    {
        const int Window = 100;
        byte[][] sent = [Enumerable.Repeat((byte)1, 1000).ToArray(), [2]];
        byte[] expected = [.. sent.SelectMany(static one => GrpcBytes.Message(one))];
        var opened = new TaskCompletionSource();
        var bodies = new List<byte[]>();
        await using var server = new BadServer(
            async stream =>
            {
                if (bodies.Count == 1)
                {
                    await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
                    await opened.Task;
                }

                await stream.Connection.SendWindowUpdateAsync(stream.Id, expected.Length);
                bodies.Add(await ReadAsync(stream, expected.Length));
                await stream.SendHeadersAsync(
                    bodies.Count == 1 ? GrpcBytes.ResponseHeaders(("grpc-status", "14")) : GrpcBytes.Trailers(0), endStream: true);
            },
            new RawHttp2Options { Settings = [(Http2SettingId.InitialWindowSize, Window)], ReplenishWindows = false },
            Options());
        using var call = server.Duplex();
        foreach (var message in sent)
        {
            await call.RequestStream.WriteAsync(message);
        }

        await call.ResponseHeadersAsync.WaitAsync(TimeSpan.FromSeconds(10));
        opened.SetResult();

        Assert.False(await call.ResponseStream.MoveNext(default).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal([expected, expected], bodies);
    }

    [Theory]
    [InlineData(11, 1000, 1)]
    [InlineData(1000, 11, 1)]
    [InlineData(12, 12, 2)]
    public async Task Stream_MoreThanMayBeKept_IsNotTriedAgain(int perChannel, int perCall, int attempts)
    {
        var calls = 0;
        var options = Options();
        (options.MaxRetryBufferSize, options.MaxRetryBufferPerCallSize) = (perChannel, perCall);
        await using var server = new BadServer(
            async stream =>
            {
                await ReadAsync(stream, 2 * GrpcBytes.Message([1]).Length);
                Interlocked.Increment(ref calls);
                await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders(("grpc-status", calls == 1 ? "14" : "0")), endStream: true);
            },
            options: options);

        // The second call shows that the first one has given back what it kept.
        for (var i = 0; i < 2; i++)
        {
            calls = 0;
            using var call = server.Duplex();
            await call.RequestStream.WriteAsync([1]);
            try
            {
                await call.RequestStream.WriteAsync([2]);
                await call.ResponseStream.MoveNext(default).WaitAsync(TimeSpan.FromSeconds(10));
            }
            catch (RpcException)
            {
                // The number of attempts tells.
            }

            Assert.Equal(attempts, calls);
        }
    }

    [Fact]
    public async Task Headers_OnceReceived_CommitTheAttempt()
    {
        var calls = 0;
        await using var server = new BadServer(
            async stream =>
            {
                Interlocked.Increment(ref calls);
                await stream.ReadMessageAsync();
                await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
                await stream.SendHeadersAsync(GrpcBytes.Trailers(14), endStream: true);
            },
            options: Options());

        Assert.Equal(StatusCode.Unavailable, (await server.StatusAsync()).StatusCode);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Policy_Incomplete_IsRefused()
    {
        var options = Options();
        options.ServiceConfig!.MethodConfigs[0].RetryPolicy!.MaxAttempts = 1;

        Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("http://127.0.0.1:1", options));
    }

    [Fact]
    public async Task WaitForReady_ServerComesLater_Connects()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();
        using var channel = GrpcChannel.ForAddress(
            $"http://127.0.0.1:{port}",
            new GrpcChannelOptions { InitialReconnectBackoff = TimeSpan.FromMilliseconds(20) });
        var call = channel.CreateCallInvoker().AsyncUnaryCall(Probe.UnaryMethod, null, new CallOptions().WithWaitForReady(), [1]);
        await channel.WaitForStateChangedAsync(ConnectivityState.Idle);
        while (channel.State != ConnectivityState.TransientFailure)
        {
            await channel.WaitForStateChangedAsync(channel.State);
        }

        Assert.False(call.ResponseAsync.IsCompleted);
        await using var server = await ProbeServer.StartAsync(port: port);

        Assert.Equal([1], await call.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(ConnectivityState.Ready, channel.State);
    }

    [Fact]
    public async Task NotWaitingForReady_NobodyListens_FailsAtOnce()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await channel.CreateCallInvoker().AsyncUnaryCall(Probe.UnaryMethod, null, default, [1]));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal(ConnectivityState.TransientFailure, channel.State);
    }

    [Fact]
    public async Task WaitForReady_DeadlinePasses_IsDeadlineExceeded()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();
        var time = new ManualTime();
        using var channel = GrpcChannel.ForAddress(
            $"http://127.0.0.1:{port}", new GrpcChannelOptions { ServiceProvider = new OneService(time) });
        var options = new CallOptions(deadline: time.GetUtcNow().UtcDateTime.AddSeconds(0.5)).WithWaitForReady();
        using var call = channel.CreateCallInvoker().AsyncUnaryCall(Probe.UnaryMethod, null, options, [1]);
        while (channel.State != ConnectivityState.TransientFailure)
        {
            await channel.WaitForStateChangedAsync(channel.State);
        }

        time.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    private static async Task<byte[]> ReadAsync(RawHttp2Stream stream, int length)
    {
        var body = new List<byte>();
        while (body.Count < length)
        {
            body.AddRange((await stream.ReadAsync()).Data ?? []);
        }

        return [.. body];
    }

    private static BadServer Failing(
        int failures,
        List<string?> seen,
        StatusCode code,
        (string Name, string Value)? trailer = null,
        GrpcChannelOptions? options = null) => new(
        async stream =>
        {
            var request = await stream.ReadMessageAsync();
            seen.Add(request.Header("grpc-previous-rpc-attempts"));
            if (seen.Count > failures)
            {
                await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
                await stream.SendDataAsync(GrpcBytes.Message([1]));
                await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
                return;
            }

            var status = ("grpc-status", ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture));
            await stream.SendHeadersAsync(
                GrpcBytes.ResponseHeaders(trailer is { } more ? [status, more] : [status]), endStream: true);
        },
        options: options ?? Options());

    private static GrpcChannelOptions Options() => new()
    {
        ServiceConfig = new ServiceConfig
        {
            MethodConfigs =
            {
                new MethodConfig
                {
                    Names = { MethodName.Default },
                    RetryPolicy = new RetryPolicy
                    {
                        MaxAttempts = 3,
                        InitialBackoff = TimeSpan.FromMilliseconds(1),
                        MaxBackoff = TimeSpan.FromMilliseconds(5),
                        BackoffMultiplier = 2,
                        RetryableStatusCodes = { StatusCode.Unavailable },
                    },
                },
            },
        },
    };
}
