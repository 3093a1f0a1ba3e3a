using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Grpc.Server;

/// <summary>Rows D1 to D5 of docs/grpc.md: deadlines.</summary>
public sealed class ServerDeadlineTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("1n")]
    [InlineData("99n")]
    [InlineData("0m")]
    [InlineData("0H")]
    public async Task Timeout_PassedAtArrival_IsDeadlineExceededAtOnce(string timeout)
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(Probe.UnaryPath, Hello, ("grpc-timeout", timeout));

        Assert.Equal("4", response.Trailer("grpc-status"));
        Assert.True(response.IsHeadersOnly);
    }

    [Theory]
    [InlineData("-1S")]
    [InlineData("1X")]
    [InlineData("1")]
    [InlineData("S")]
    [InlineData("")]
    [InlineData("1s")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    [InlineData("1 S")]
    public async Task Timeout_Malformed_IsInternal(string timeout)
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(Probe.UnaryPath, Hello, ("grpc-timeout", timeout));

        Assert.Equal("13", response.Trailer("grpc-status"));
    }

    [Fact]
    public async Task Timeout_Twice_IsInternal()
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(Probe.UnaryPath, Hello, ("grpc-timeout", "1S"), ("grpc-timeout", "2S"));

        Assert.Equal("13", response.Trailer("grpc-status"));
    }

    [Theory]
    [InlineData("99999999H", 99999999)]
    [InlineData("99999999M", 99999999)]
    [InlineData("99999999S", 99999999)]
    [InlineData("5S", 5)]
    [InlineData("1500000u", 1.5)]
    public async Task Deadline_IsUtcNowPlusTheTimeoutClamped(string timeout, double seconds)
    {
        var time = new ManualTime();
        var seen = new TaskCompletionSource<DateTime>();
        await using var server = await ProbeServer.StartAsync(Seeing(seen), time: time);

        var response = await server.SendAsync(Probe.UnaryPath, Hello, ("grpc-timeout", timeout));

        Assert.Equal("0", response.Trailer("grpc-status"));
        Assert.Equal(time.GetUtcNow().UtcDateTime.AddSeconds(seconds), await seen.Task);
        Assert.Equal(DateTimeKind.Utc, (await seen.Task).Kind);
    }

    [Fact]
    public async Task Deadline_Absent_IsMaxValue()
    {
        var seen = new TaskCompletionSource<DateTime>();
        await using var server = await ProbeServer.StartAsync(Seeing(seen));

        await server.SendAsync(Probe.UnaryPath, Hello);

        Assert.Equal(DateTime.MaxValue, await seen.Task);
    }

    [Theory]
    [InlineData(Probe.UnaryPath)]
    [InlineData(Probe.ServerStreamPath)]
    [InlineData(Probe.ClientStreamPath)]
    [InlineData(Probe.DuplexPath)]
    public async Task Expiry_WhileTheHandlerWaits_IsTrailersOnlyThenResetAndCancelsTheToken(string path)
    {
        var time = new ManualTime();
        var (probe, running, cancelled) = Waiting();
        await using var server = await ProbeServer.StartAsync(probe, time: time, allowErrors: true);
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(path, ("grpc-timeout", "5S")));
        await stream.SendDataAsync(Hello, endStream: true);
        await running.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(cancelled.Task.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        var response = await stream.ReadMessageAsync();
        await cancelled.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("4", response.Trailer("grpc-status"));
        Assert.Equal("Deadline Exceeded", response.Trailer("grpc-message"));
        Assert.True(response.IsHeadersOnly);
    }

    [Fact]
    public async Task Expiry_BeforeHalfClose_ResetsTheStream()
    {
        var time = new ManualTime();
        var (probe, running, _) = Waiting();
        await using var server = await ProbeServer.StartAsync(probe, time: time, allowErrors: true);
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath, ("grpc-timeout", "5S")));
        await running.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("4", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
        var reset = await client.Connection.WaitForAsync(frame => frame.Type == Http2FrameType.ResetStream && frame.StreamId == stream.Id);
        Assert.Contains(reset.ErrorCode, new[] { Http2ErrorCode.Cancel, Http2ErrorCode.NoError });
    }

    [Fact]
    public async Task Expiry_HandlerThatHeedsNoToken_StopsTheStreamAllTheSame()
    {
        var time = new ManualTime();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ProbeServer.StartAsync(
            new Probe
            {
                Duplex = async (_, _, _) =>
                {
                    running.SetResult();
                    await release.Task;
                },
            },
            time: time);
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath, ("grpc-timeout", "5S")));
        await running.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("4", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
        await client.Connection.WaitForAsync(frame => frame.Type == Http2FrameType.ResetStream && frame.StreamId == stream.Id);
        release.SetResult();
    }

    [Fact]
    public async Task Expiry_AfterMessages_ComesInTrailers()
    {
        var time = new ManualTime();
        await using var server = await ProbeServer.StartAsync(
            new Probe
            {
                ServerStream = static async (_, responses, context) =>
                {
                    await responses.WriteAsync([1]);
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                },
            },
            time: time);
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.ServerStreamPath, ("grpc-timeout", "5S")));
        await stream.SendDataAsync(Hello, endStream: true);
        var first = await stream.ReadAsync();
        Assert.NotNull(first.Headers);
        Assert.NotNull((await stream.ReadAsync()).Data);

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Contains(new HeaderField("grpc-status", "4"), (await stream.ReadMessageAsync()).Headers);
    }

    [Fact]
    public async Task Expiry_WhileTheRequestIsIncomplete_EndsTheCall()
    {
        var time = new ManualTime();
        await using var server = await ProbeServer.StartAsync(time: time);
        await using var client = await server.ConnectAsync();
        var before = time.PendingTimers;
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath, ("grpc-timeout", "5S")));
        await stream.SendDataAsync(Hello.AsMemory(0, 7));
        while (time.PendingTimers == before)
        {
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("4", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
    }

    [Fact]
    public async Task Expiry_HandlerThatThrowsOrReturnsLater_ChangesNothing()
    {
        var time = new ManualTime();
        await using var server = await ProbeServer.StartAsync(
            new Probe
            {
                Unary = (request, _) =>
                {
                    time.Advance(TimeSpan.FromSeconds(6));
                    return request.Length > 5 ? throw new RpcException(new Status(StatusCode.NotFound, "late")) : Task.FromResult(request);
                },
            },
            time: time);

        var returned = await server.SendAsync(Probe.UnaryPath, Hello, ("grpc-timeout", "5S"));
        var thrown = await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message("longer"u8), ("grpc-timeout", "5S"));

        Assert.Equal("4", returned.Trailer("grpc-status"));
        Assert.Equal("4", thrown.Trailer("grpc-status"));
    }

    [Fact]
    public async Task Expiry_TheConnectionServesOn()
    {
        var time = new ManualTime();
        var (probe, running, _) = Waiting();
        await using var server = await ProbeServer.StartAsync(probe, time: time, allowErrors: true);
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath, ("grpc-timeout", "5S")));
        await running.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(5));
        await stream.ReadMessageAsync();

        var next = await client.SendAsync(GrpcBytes.RequestHeaders("/test.Probe/Missing"), Hello);

        Assert.Equal("12", next.Trailer("grpc-status"));
    }

    private static Probe Seeing(TaskCompletionSource<DateTime> seen) => new()
    {
        Unary = (request, context) =>
        {
            seen.SetResult(context.Deadline);
            return Task.FromResult(request);
        },
    };

    private static (Probe Probe, TaskCompletionSource Running, TaskCompletionSource Cancelled) Waiting()
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (
            new Probe
            {
                Unary = (_, context) => WaitAsync(context),
                ClientStream = (_, context) => WaitAsync(context),
                ServerStream = (_, _, context) => WaitAsync(context),
                Duplex = (_, _, context) => WaitAsync(context),
            },
            running,
            cancelled);

        async Task<byte[]> WaitAsync(ServerCallContext context)
        {
            await using var registration = context.CancellationToken.Register(cancelled.SetResult);
            running.SetResult();
            await cancelled.Task;
            throw new InvalidOperationException("what a handler throws after the deadline");
        }
    }
}
