using System.Buffers.Binary;
using System.IO.Pipelines;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Grpc.Server;

/// <summary>Rows R13 to R19 of docs/grpc.md: the messages of a request.</summary>
public sealed class ServerMessageTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);

    [Fact]
    public async Task Message_InOneByteFramesThenEmptyEnd_IsServed()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));

        await stream.SendDataAsync(Hello, frameLength: 1);
        await stream.SendDataAsync(ReadOnlyMemory<byte>.Empty, endStream: true);

        Assert.Equal("0", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
    }

    [Fact]
    public async Task Message_InPaddedFrames_IsServed()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));

        await stream.SendPaddedDataAsync(Hello, padding: 255, endStream: true, frameLength: 3);

        var response = await stream.ReadMessageAsync();
        Assert.Equal("hello"u8.ToArray(), Assert.Single(GrpcBytes.Messages(response.Data)).Payload);
    }

    [Fact]
    public async Task Messages_SeveralInOneFrame_AreAllRead()
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(Probe.ClientStreamPath, (byte[])[.. Hello, .. GrpcBytes.Message([]), .. GrpcBytes.Message("!"u8)]);

        Assert.Equal("hello!"u8.ToArray(), Assert.Single(GrpcBytes.Messages(response.Data)).Payload);
    }

    [Fact]
    public async Task RequestTrailers_AfterTheMessage_AreIgnored()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));

        await stream.SendDataAsync(Hello);
        await stream.SendHeadersAsync([new HeaderField("x-late", "1")], endStream: true);

        Assert.Equal("0", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
    }

    [Theory]
    [InlineData(Probe.UnaryPath, 0)]
    [InlineData(Probe.UnaryPath, 2)]
    [InlineData(Probe.ServerStreamPath, 0)]
    [InlineData(Probe.ServerStreamPath, 2)]
    public async Task MessageCount_NotOne_IsUnimplementedAndNeverRuns(string path, int count)
    {
        var runs = 0;
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Unary = (request, _) => Task.FromResult(Count(request, ref runs)),
            ServerStream = (request, _, _) => Task.FromResult(Count(request, ref runs)),
        });

        var response = await server.SendAsync(path, Enumerable.Repeat(Hello, count).SelectMany(static m => m).ToArray());

        Assert.Equal("12", response.Trailer("grpc-status"));
        Assert.Equal(0, runs);
    }

    [Fact]
    public async Task HalfClose_OnHeaders_IsUnimplementedForUnary()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), endStream: true);

        Assert.Equal("12", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
    }

    [Theory]
    [InlineData(Probe.UnaryPath)]
    [InlineData(Probe.ServerStreamPath)]
    public async Task HalfClose_LongAfterTheMessage_IsWaitedFor(string path)
    {
        var asksForMore = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0L;
        var body = new WatchedBody(AwaitReadAsync);
        await using var server = await ProbeServer.StartAsync(
            new Probe
            {
                Unary = (request, _) => Task.FromResult(Run(request)),
                ServerStream = (request, responses, _) => responses.WriteAsync(Run(request)),
            },
            services: services => services.AddSingleton<IStartupFilter>(body));
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(path));

        await stream.SendDataAsync(Hello);

        // The server holds the whole message and waits for what follows: without the rule it would run the handler instead.
        Assert.Same(asksForMore.Task, await Task.WhenAny(asksForMore.Task, ran.Task).WaitAsync(TestContext.Current.CancellationToken));
        Assert.False(ran.Task.IsCompleted);
        await stream.SendDataAsync(ReadOnlyMemory<byte>.Empty, endStream: true);
        Assert.Equal("0", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
        Assert.True(ran.Task.IsCompleted);

        byte[] Run(byte[] request)
        {
            ran.SetResult();
            return request;
        }

        async ValueTask<ReadResult> AwaitReadAsync(PipeReader kestrel)
        {
            var read = kestrel.ReadAsync(TestContext.Current.CancellationToken);
            if (seen == Hello.Length)
            {
                asksForMore.TrySetResult();
            }

            var result = await read;
            seen = result.Buffer.Length;
            return result;
        }
    }

    [Theory]
    [InlineData(Probe.UnaryPath, 3)]
    [InlineData(Probe.UnaryPath, 7)]
    [InlineData(Probe.ClientStreamPath, 3)]
    [InlineData(Probe.ClientStreamPath, 7)]
    public async Task Message_CutShort_IsInternal(string path, int bytes)
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(path, Hello.AsMemory(0, bytes));

        Assert.Equal("13", response.Trailer("grpc-status"));
    }

    [Theory]
    [InlineData(Probe.UnaryPath)]
    [InlineData(Probe.ClientStreamPath)]
    public async Task Flag_Unknown_IsInternal(string path)
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(path, GrpcBytes.Message("hello"u8, flag: 2));

        Assert.Equal("13", response.Trailer("grpc-status"));
    }

    [Theory]
    [InlineData(Probe.UnaryPath, 4194305u)]
    [InlineData(Probe.UnaryPath, 0xFFFFFFFFu)]
    [InlineData(Probe.ClientStreamPath, 4194305u)]
    [InlineData(Probe.ClientStreamPath, 0xFFFFFFFFu)]
    public async Task Length_AboveTheLimit_IsRefusedBeforeTheMessageCame(string path, uint length)
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(path));
        var prefix = new byte[5];
        BinaryPrimitives.WriteUInt32BigEndian(prefix.AsSpan(1), length);

        await stream.SendDataAsync(prefix);

        Assert.Equal("8", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
    }

    [Fact]
    public async Task Length_ExactlyTheLimit_IsServed()
    {
        await using var server = await ProbeServer.StartAsync(new Probe { Unary = static (_, _) => Task.FromResult<byte[]>([1]) });

        var response = await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message(new byte[4194304]));

        Assert.Equal("0", response.Trailer("grpc-status"));
    }

    [Fact]
    public async Task Payload_NotProtobuf_IsInternal()
    {
        await using var server = await ProbeServer.StartAsync(
            services: static services => services.AddSingleton<HealthServiceImpl>(),
            map: static endpoints => endpoints.MapGrpcService<HealthServiceImpl>());

        var response = await server.SendAsync("/grpc.health.v1.Health/Check", GrpcBytes.Message([0x0A, 0x20, 1]));

        Assert.Equal("13", response.Trailer("grpc-status"));
    }

    [Fact]
    public async Task UnknownMethod_BeforeHalfClose_EndsWithResetNoError()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders("/test.Probe/Missing"));

        var response = await stream.ReadMessageAsync();
        var reset = await client.Connection.WaitForAsync(frame => frame.Type == Http2FrameType.ResetStream && frame.StreamId == stream.Id);

        Assert.Equal("12", response.Trailer("grpc-status"));
        Assert.Equal(Http2ErrorCode.NoError, reset.ErrorCode);
    }

    private static byte[] Count(byte[] request, ref int runs)
    {
        Interlocked.Increment(ref runs);
        return request;
    }
}
