using System.Collections.Concurrent;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;
using Grpc.Net.Client;

namespace CreditQuery.FunctionalTests.Grpc.Client;

/// <summary>Row Q8 of docs/grpc.md: a write that waits or comes late ends with the status of its call.</summary>
public sealed class ClientWriterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // More than the windows of HTTP/2, which the server does not give back.
    private static readonly byte[] Large = new byte[100_000];

    private static readonly RawHttp2Options Stalling = new() { ReplenishWindows = false };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_WaitsAndTheDeadlinePasses_IsDeadlineExceeded(bool afterHeaders)
    {
        var time = new ManualTime();
        await using var server = new BadServer(
            stream => afterHeaders ? stream.SendHeadersAsync(GrpcBytes.ResponseHeaders()) : Task.CompletedTask,
            Stalling,
            new GrpcChannelOptions { ServiceProvider = new OneService(time) });
        using var call = server.Duplex(new CallOptions(deadline: time.GetUtcNow().UtcDateTime.AddSeconds(5)));
        var write = await StallAsync(server, call, afterHeaders);

        time.Advance(TimeSpan.FromSeconds(5));

        var failure = await Assert.ThrowsAsync<RpcException>(() => write.WaitAsync(Patience));
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Empty(failure.Trailers);
    }

    [Fact]
    public async Task Cancel_OfAnOpenStreamThatNobodyReads_EndsTheCall()
    {
        await using var server = new BadServer(static stream => stream.SendHeadersAsync(GrpcBytes.ResponseHeaders()), Stalling);
        using var call = server.Duplex();
        var write = await StallAsync(server, call, afterHeaders: true);

        call.Dispose();

        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
        Assert.Empty(call.GetTrailers());
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => write.WaitAsync(Patience))).StatusCode);
        Assert.Equal(
            StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default))).StatusCode);
    }

    [Fact]
    public async Task Write_AfterAResetThatNobodyHasRead_FailsAndTheReaderGetsTheStatus()
    {
        var opened = new TaskCompletionSource();
        await using var server = new BadServer(async stream =>
        {
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await opened.Task;
            await stream.ResetAsync(Http2ErrorCode.EnhanceYourCalm);
        });
        using var call = server.Duplex();
        await call.ResponseHeadersAsync.WaitAsync(Patience);

        opened.SetResult();
        var failure = await Assert.ThrowsAsync<RpcException>(() => WriteOnAsync(call.RequestStream).WaitAsync(Patience));

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        var read = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default).WaitAsync(Patience));
        Assert.Equal(StatusCode.ResourceExhausted, read.StatusCode);
        var later = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync([1]));
        Assert.Equal(StatusCode.ResourceExhausted, later.StatusCode);
    }

    [Fact]
    public async Task Write_OfAClientStreamThatTheServerReset_HasTheStatusOfTheCall()
    {
        await using var server = new BadServer(static async stream =>
        {
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.ResetAsync(Http2ErrorCode.EnhanceYourCalm);
        });
        using var call = server.Invoker.AsyncClientStreamingCall(Probe.ClientStreamMethod, null, default);

        var failure = await Assert.ThrowsAsync<RpcException>(() => WriteOnAsync(call.RequestStream).WaitAsync(Patience));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task Write_ToAStreamThatIsThenRefused_FailsTheCallRatherThanLosesTheMessage()
    {
        var bodies = new ConcurrentQueue<byte[]>();
        await using var server = new BadServer(async stream =>
        {
            if (await ReadDataAsync(stream) is { Length: > 0 } data)
            {
                bodies.Enqueue(data);
                await stream.ResetAsync(Http2ErrorCode.RefusedStream);
            }
        });
        using var call = server.Duplex();

        await call.RequestStream.WriteAsync([1]);

        // Without a retry policy nothing that was written is kept, and the handler would repeat the request without it.
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default).WaitAsync(Patience));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal(GrpcBytes.Message([1]), Assert.Single(bodies));
    }

    private static async Task<Task> StallAsync(BadServer server, AsyncDuplexStreamingCall<byte[], byte[]> call, bool afterHeaders)
    {
        if (afterHeaders)
        {
            await call.ResponseHeadersAsync.WaitAsync(Patience);
        }

        var write = call.RequestStream.WriteAsync(Large);
        while (server.Connections.Count == 0)
        {
            await Task.Yield();
        }

        await server.Connections[0].WaitForAsync(static frame => frame.Type == Http2FrameType.Data);
        Assert.False(write.IsCompleted);
        return write;
    }

    private static async Task WriteOnAsync(IClientStreamWriter<byte[]> writer)
    {
        while (true)
        {
            await writer.WriteAsync([1]);
            await Task.Yield();
        }
    }

    private static async Task<byte[]> ReadDataAsync(RawHttp2Stream stream)
    {
        while (true)
        {
            var happened = await stream.ReadAsync();
            if (happened.Data is { Length: > 0 } data)
            {
                return data;
            }

            if (happened.IsLast)
            {
                return [];
            }
        }
    }
}
