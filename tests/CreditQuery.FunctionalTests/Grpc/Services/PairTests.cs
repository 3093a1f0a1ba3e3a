using Grpc.Core;

namespace CreditQuery.FunctionalTests.Grpc.Services;

/// <summary>Own client and own server together: the four kinds of calls, many at once.</summary>
public sealed class PairTests
{
    [Fact]
    public async Task AllKinds_ManyAtOnce_GiveTheirOwnAnswers()
    {
        await using var server = await ProbeServer.StartAsync();
        using var channel = server.OpenChannel();
        var invoker = channel.CreateCallInvoker();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            byte[] mine = [(byte)i, (byte)(i >> 8), 7];
            Assert.Equal(mine, await invoker.AsyncUnaryCall(Probe.UnaryMethod, null, default, mine));
            Assert.Equal(mine, await ServerStreamAsync(invoker, mine));
            Assert.Equal((byte[])[.. mine, .. mine], await ClientStreamAsync(invoker, mine));
            Assert.Equal((byte[])[.. mine, .. mine], await DuplexAsync(invoker, mine));
        })));
    }

    [Fact]
    public async Task Cancelled_Thousands_LeaveTheServerServing()
    {
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Unary = static async (request, context) =>
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                return request;
            },
        });
        using var channel = server.OpenChannel();
        var invoker = channel.CreateCallInvoker();
        for (var round = 0; round < 20; round++)
        {
            using var source = new CancellationTokenSource();
            var calls = Enumerable.Range(0, 20)
                .Select(_ => invoker.AsyncUnaryCall(Probe.UnaryMethod, null, new CallOptions(cancellationToken: source.Token), [1]).ResponseAsync)
                .ToArray();
            await source.CancelAsync();
            foreach (var call in calls)
            {
                Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
            }
        }

        Assert.Equal((byte[])[1], await ServerStreamAsync(invoker, [1]));
    }

    [Fact]
    public async Task RandomBodies_AlwaysGetAStatus()
    {
        const int Seed = 20260106;
        var random = new Random(Seed);
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        foreach (var path in new[] { Probe.UnaryPath, Probe.ClientStreamPath, Probe.DuplexPath })
        {
            for (var i = 0; i < 200; i++)
            {
                var body = new byte[random.Next(1, 64)];
                random.NextBytes(body);
                body[0] = (byte)random.Next(3);
                body.AsSpan(1, Math.Min(3, body.Length - 1)).Clear();

                var response = await client.SendAsync(
                    RawHttp2.GrpcBytes.RequestHeaders(path, ("grpc-encoding", random.Next(2) == 0 ? "gzip" : "deflate")), body);

                Assert.True(response.Trailer("grpc-status") is "0" or "8" or "12" or "13", $"seed {Seed}, body {i} of {path}");
            }
        }
    }

    private static async Task<byte[]> ServerStreamAsync(CallInvoker invoker, byte[] request)
    {
        using var call = invoker.AsyncServerStreamingCall(Probe.ServerStreamMethod, null, default, request);
        return await CollectAsync(call.ResponseStream);
    }

    private static async Task<byte[]> ClientStreamAsync(CallInvoker invoker, byte[] request)
    {
        using var call = invoker.AsyncClientStreamingCall(Probe.ClientStreamMethod, null, default);
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        return await call;
    }

    private static async Task<byte[]> DuplexAsync(CallInvoker invoker, byte[] request)
    {
        using var call = invoker.AsyncDuplexStreamingCall(Probe.DuplexMethod, null, default);
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        return await CollectAsync(call.ResponseStream);
    }

    private static async Task<byte[]> CollectAsync(IAsyncStreamReader<byte[]> responses)
    {
        var all = new List<byte>();
        await foreach (var response in responses.ReadAllAsync())
        {
            all.AddRange(response);
        }

        return [.. all];
    }
}
