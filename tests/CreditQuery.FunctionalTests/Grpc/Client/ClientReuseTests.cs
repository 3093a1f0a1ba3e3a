using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;

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
}
