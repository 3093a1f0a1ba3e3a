using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Grpc.Server;

/// <summary>Rows X2 to X8 of docs/grpc.md, server side: cancellation, half-close, flow control.</summary>
public sealed class ServerStreamTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_ByResetOrLostConnection_FiresTheTokenAndEndsReadAndWrite(bool reset)
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var failures = new TaskCompletionSource<(Exception? Read, Exception? Write)>();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = async (requests, responses, context) =>
            {
                var read = requests.MoveNext(CancellationToken.None);
                running.SetResult();
                var fired = new TaskCompletionSource();
                await using var registration = context.CancellationToken.Register(fired.SetResult);
                await fired.Task;
                failures.SetResult((
                    await Record.ExceptionAsync(() => read),
                    await Record.ExceptionAsync(() => responses.WriteAsync([1]))));
            },
        });
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
        await running.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await (reset ? stream.ResetAsync(Http2ErrorCode.Cancel) : client.DisposeAsync().AsTask());

        var (read, write) = await failures.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.IsAssignableFrom<OperationCanceledException>(read);
        Assert.IsAssignableFrom<OperationCanceledException>(write);
    }

    [Fact]
    public async Task Cancel_OfOneStream_LeavesTheConnectionUsable()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
        await stream.ResetAsync(Http2ErrorCode.Cancel);

        var response = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello);

        Assert.Equal("0", response.Trailer("grpc-status"));
    }

    [Fact]
    public async Task MoveNext_AfterTheEnd_StaysFalse()
    {
        var ends = new TaskCompletionSource<(bool, bool)>();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = async (requests, _, _) =>
            {
                await requests.MoveNext(default);
                ends.SetResult((await requests.MoveNext(default), await requests.MoveNext(default)));
            },
        });

        await server.SendAsync(Probe.DuplexPath, Hello);

        Assert.Equal((false, false), await ends.Task);
    }

    [Fact]
    public async Task MoveNext_AfterTheHandlerEnded_IsRefused()
    {
        IAsyncStreamReader<byte[]>? kept = null;
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = (requests, _, _) =>
            {
                kept = requests;
                return Task.CompletedTask;
            },
        });

        await server.SendAsync(Probe.DuplexPath, Hello);

        await Assert.ThrowsAsync<InvalidOperationException>(() => kept!.MoveNext(default));
    }

    [Fact]
    public async Task MoveNext_WhileOneIsPending_IsRefused()
    {
        var failure = new TaskCompletionSource<Exception?>();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = async (requests, _, _) =>
            {
                var first = requests.MoveNext(default);
                failure.SetResult(await Record.ExceptionAsync(() => requests.MoveNext(default)));
                await first;
            },
        });
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));

        Assert.IsType<InvalidOperationException>(await failure.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await stream.SendDataAsync(ReadOnlyMemory<byte>.Empty, endStream: true);
        Assert.Equal("0", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
    }

    [Fact]
    public async Task Duplex_HandlerAnswersBeforeAnyMessage()
    {
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Duplex = static async (requests, responses, _) =>
            {
                await responses.WriteAsync([42]);
                Assert.False(await requests.MoveNext(default));
            },
        });
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath));
        await stream.ReadAsync();

        Assert.Equal(GrpcBytes.Message([42]), (await stream.ReadAsync()).Data);

        await stream.SendDataAsync(ReadOnlyMemory<byte>.Empty, endStream: true);
        Assert.Contains(new HeaderField("grpc-status", "0"), (await stream.ReadMessageAsync()).Headers);
    }

    [Fact]
    public async Task ClientStream_40MB_PassesTheBodyLimitOfKestrel()
    {
        await using var server = await ProbeServer.StartAsync(new Probe { ClientStream = CountAsync });
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.ClientStreamPath));
        var message = GrpcBytes.Message(new byte[4_000_000]);
        for (var i = 0; i < 10; i++)
        {
            await stream.SendDataAsync(message, endStream: i == 9);
        }

        var response = await stream.ReadMessageAsync();

        Assert.Equal("0", response.Trailer("grpc-status"));
        Assert.Equal(40_000_000, BitConverter.ToInt64(GrpcBytes.Messages(response.Data)[0].Payload));
    }

    [Fact]
    public async Task Unary_8MBMessage_GetsWindowUpdates()
    {
        await using var server = await ProbeServer.StartAsync(
            new Probe { Unary = static (request, _) => Task.FromResult(BitConverter.GetBytes(request.LongLength)) },
            static options => options.MaxReceiveMessageSize = 10_000_000);

        var response = await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message(new byte[8_000_000]));

        Assert.Equal(8_000_000, BitConverter.ToInt64(GrpcBytes.Messages(response.Data)[0].Payload));
    }

    private static async Task<byte[]> CountAsync(IAsyncStreamReader<byte[]> requests, ServerCallContext context)
    {
        var sum = 0L;
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
        {
            sum += request.Length;
        }

        return BitConverter.GetBytes(sum);
    }
}
