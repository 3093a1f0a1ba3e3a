using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;
using Grpc.Net.Client;

namespace CreditQuery.FunctionalTests.Grpc.Client;

/// <summary>Unary calls leave token source, timer, request and buffers to the next call: nothing of one call may reach another.</summary>
public sealed class ClientReuseTests
{
    [Fact]
    public async Task Deadline_OfAnEarlierCall_IsNotSentWithTheNextOne()
    {
        var seen = new List<string?>();
        await using var server = new BadServer(async stream =>
        {
            var request = await stream.ReadMessageAsync();
            seen.Add(request.Header("grpc-timeout"));
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.SendDataAsync(GrpcBytes.Message([1]));
            await stream.SendHeadersAsync([new HeaderField("grpc-status", "0")], endStream: true);
        });

        await server.Unary(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30)));
        await server.Unary();
        await server.Unary(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30)));

        Assert.Equal([true, false, true], seen.Select(static timeout => timeout is not null));
    }

    [Fact]
    public async Task Deadline_ShorterThanThatOfAnEarlierCall_Counts()
    {
        var isFirst = true;
        await using var server = new BadServer(async stream =>
        {
            await stream.ReadMessageAsync();
            if (!isFirst)
            {
                return;
            }

            isFirst = false;
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.SendDataAsync(GrpcBytes.Message([1]));
            await stream.SendHeadersAsync([new HeaderField("grpc-status", "0")], endStream: true);
        });
        await server.Unary(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(60)));

        var status = await server.StatusAsync(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(50)));

        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
    }

    [Fact]
    public async Task Deadline_AfterACallWhoseTimerFiresLater_Counts()
    {
        var calls = 0;
        await using var server = new BadServer(async stream =>
        {
            await stream.ReadMessageAsync();
            if (++calls > 1)
            {
                return;
            }

            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.SendDataAsync(GrpcBytes.Message([1]));
            await stream.SendHeadersAsync([new HeaderField("grpc-status", "0")], endStream: true);
        });

        // The timer of the first call fires during the second, which must set it anew for its own deadline.
        await server.Unary(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300)));
        var status = await server.StatusAsync(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(600)));

        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
    }

    [Fact]
    public async Task DisposedAfterItsEnd_NoOtherCallIsCancelled()
    {
        await using var server = await ProbeServer.StartAsync();
        using var channel = server.OpenChannel();
        var invoker = channel.CreateCallInvoker();
        using var source = new CancellationTokenSource();
        var ended = invoker.AsyncUnaryCall(Probe.UnaryMethod, null, new CallOptions(cancellationToken: source.Token), [1]);
        await ended;

        var next = invoker.AsyncUnaryCall(Probe.UnaryMethod, null, default, [2]);
        ended.Dispose();
        await source.CancelAsync();

        Assert.Equal([2], await next);
        Assert.Equal(StatusCode.OK, ended.GetStatus().StatusCode);
        Assert.Empty(ended.GetTrailers());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_UnsentWhenTheAnswerCame_IsNeverThatOfTheNextCall(bool withMetadata)
    {
        const int Window = 100;
        var streams = new List<RawHttp2Stream>();
        await using var server = new BadServer(
            async stream =>
            {
                streams.Add(stream);
                await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
                await stream.SendDataAsync(GrpcBytes.Message([1]));
                await stream.SendHeadersAsync([new HeaderField("grpc-status", "0")], endStream: true);
            },
            new RawHttp2Options { Settings = [(Http2SettingId.InitialWindowSize, Window)], ReplenishWindows = false });
        var options = withMetadata ? new CallOptions([new Metadata.Entry("x", "1")]) : default;
        var mine = Enumerable.Repeat((byte)0xAA, 1000).ToArray();
        await CallAsync(server, [], options);

        // The window stops the body of this call, its answer does not wait for it.
        await CallAsync(server, mine, options);
        await CallAsync(server, Enumerable.Repeat((byte)0xBB, 1000).ToArray(), options);
        await server.Connections[0].SendWindowUpdateAsync(0, 10_000);
        await server.Connections[0].SendWindowUpdateAsync(streams[1].Id, 10_000);

        var body = await streams[1].ReadMessageAsync();
        Assert.True(body.Data.Length >= Window, "Nothing of the body came.");
        Assert.Equal(GrpcBytes.Message(mine)[..body.Data.Length], body.Data);
    }

    [Fact]
    public async Task Token_ThatCredentialsKept_IsNotCancelledWithALaterCall()
    {
        var tokens = new List<CancellationToken>();
        var credentials = CallCredentials.FromInterceptor((context, _) =>
        {
            tokens.Add(context.CancellationToken);
            return Task.CompletedTask;
        });
        var calls = 0;
        await using var server = new BadServer(
            async stream =>
            {
                await stream.ReadMessageAsync();
                if (++calls == 1)
                {
                    await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
                    await stream.SendDataAsync(GrpcBytes.Message([1]));
                    await stream.SendHeadersAsync([new HeaderField("grpc-status", "0")], endStream: true);
                }
            },
            options: new GrpcChannelOptions { UnsafeUseInsecureChannelCallCredentials = true });
        await server.Unary(new CallOptions(credentials: credentials));

        var second = server.Unary(new CallOptions(credentials: credentials));
        second.Dispose();

        await Assert.ThrowsAsync<RpcException>(() => second.ResponseAsync);
        Assert.False(tokens[0].IsCancellationRequested);
    }

    [Fact]
    public async Task Deadline_AfterAClockThatLeapt_Counts()
    {
        var time = new ManualTime();
        var calls = 0;
        await using var server = new BadServer(
            async stream =>
            {
                await stream.ReadMessageAsync();
                if (++calls == 1)
                {
                    await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
                    await stream.SendDataAsync(GrpcBytes.Message([1]));
                    await stream.SendHeadersAsync([new HeaderField("grpc-status", "0")], endStream: true);
                }
            },
            options: new GrpcChannelOptions { ServiceProvider = new OneService(time) });
        await server.Unary(new CallOptions(deadline: time.GetUtcNow().UtcDateTime.AddSeconds(30)));

        // The timer of the first call stands at half past; by the new clock that is long before this call's deadline.
        time.Leap(TimeSpan.FromHours(1));
        using var call = server.Unary(new CallOptions(deadline: time.GetUtcNow().UtcDateTime.AddSeconds(5)));
        time.Advance(TimeSpan.FromSeconds(5));

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task CancelledAtRandom_EveryCallGetsItsOwnAnswerOrCancelled()
    {
        const int Seed = 20261122;
        await using var server = await ProbeServer.StartAsync();
        using var channel = server.OpenChannel();
        var invoker = channel.CreateCallInvoker();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            var random = new Random(Seed + worker);
            for (var i = 0; i < 300; i++)
            {
                byte[] mine = [(byte)worker, (byte)i, (byte)(i >> 8)];
                using var source = new CancellationTokenSource();
                using var call = invoker.AsyncUnaryCall(Probe.UnaryMethod, null, new CallOptions(cancellationToken: source.Token), mine);
                if (random.Next(4) == 0)
                {
                    await Task.Yield();
                    await source.CancelAsync();
                }

                try
                {
                    Assert.Equal(mine, await call);
                }
                catch (RpcException failure)
                {
                    Assert.True(source.IsCancellationRequested, $"seed {Seed}, worker {worker}, call {i}: {failure.Status}");
                    Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
                }
            }
        })));
    }

    private static async Task CallAsync(BadServer server, byte[] message, CallOptions options) =>
        await server.Invoker.AsyncUnaryCall(Probe.UnaryMethod, null, options, message).ResponseAsync.WaitAsync(TimeSpan.FromSeconds(10));
}
