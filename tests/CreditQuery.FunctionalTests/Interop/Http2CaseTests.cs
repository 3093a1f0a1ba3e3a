using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using CreditQuery.InteropHost.Client;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;

namespace CreditQuery.FunctionalTests.Interop;

/// <summary>Our client against a server that misbehaves on the level of HTTP/2.</summary>
/// <remarks>Source: http2-interop-test-descriptions.md of grpc/grpc; each test carries the name of its case.</remarks>
public sealed class Http2CaseTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly byte[] LargeResponse =
        GrpcBytes.Message(new SimpleResponse { Payload = Messages.Zeros(Messages.LargeResponse) }.ToByteArray());

    [Fact]
    public async Task Goaway_AfterTheFirstCall_SecondCallUsesANewConnection()
    {
        await using var server = new RawHttp2Server(async connection =>
        {
            var stream = await AnswerNextAsync(connection);
            await connection.SendGoAwayAsync(stream.Id, Http2ErrorCode.NoError);
        });
        using var channel = GrpcChannel.ForAddress(server.Address);

        await AssertLargeUnaryAsync(channel);
        await server.Connections[0].Closed.WaitAsync(Limit, TestContext.Current.CancellationToken);
        await AssertLargeUnaryAsync(channel);

        Assert.Equal(2, server.Connections.Count);
        await server.BehavioursAsync();
    }

    [Fact]
    public Task RstAfterHeader_Unary_FailsAsInternal() => AssertResetFailsAsync(0);

    [Fact]
    public Task RstDuringData_Unary_FailsAsInternal() => AssertResetFailsAsync(LargeResponse.Length / 2);

    [Fact]
    public Task RstAfterData_Unary_FailsAsInternal() => AssertResetFailsAsync(LargeResponse.Length);

    [Fact]
    public async Task Ping_AtEveryStep_IsAnsweredAndTheCallIsOk()
    {
        const int Pings = 4;
        await using var server = new RawHttp2Server(async connection =>
        {
            await connection.SendPingAsync(1);
            var stream = (await connection.AcceptStreamAsync())!;
            await stream.ReadMessageAsync();
            await connection.SendPingAsync(2);
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await connection.SendPingAsync(3);
            await stream.SendDataAsync(LargeResponse);
            await connection.SendPingAsync(Pings);
            await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
            for (byte opaque = 1; opaque <= Pings; opaque++)
            {
                await connection.WaitForAsync(f => f is { Type: Http2FrameType.Ping, IsAck: true } && f.Payload[^1] == opaque);
            }
        });
        using var channel = GrpcChannel.ForAddress(server.Address);

        await AssertLargeUnaryAsync(channel);

        await server.BehavioursAsync();
    }

    [Fact]
    public async Task MaxStreams_OneAtATime_TenParallelCallsAreOk()
    {
        const int Calls = 10;
        await using var server = new RawHttp2Server(
            async connection =>
            {
                var open = 0;
                while (await connection.AcceptStreamAsync() is { } stream)
                {
                    // A client may send more before it has read the limit; a strict server refuses them, unprocessed.
                    _ = Interlocked.Increment(ref open) == 1
                        ? AnswerAsync(stream, () => Interlocked.Decrement(ref open))
                        : RefuseAsync(stream, () => Interlocked.Decrement(ref open));
                }
            },
            new RawHttp2Options { Settings = [(Http2SettingId.MaxConcurrentStreams, 1)] });
        using var channel = GrpcChannel.ForAddress(server.Address);

        await AssertLargeUnaryAsync(channel);
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => AssertLargeUnaryAsync(channel)));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(null)] // no_df_padding_sanity_test
    public async Task DataFramePadding_FiveBytesPerFrame_ResponseIsWhole(int? padding)
    {
        const int FrameLength = 5;
        await using var server = new RawHttp2Server(async connection =>
        {
            var stream = (await connection.AcceptStreamAsync())!;
            await stream.ReadMessageAsync();
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await (padding is { } bytes
                ? stream.SendPaddedDataAsync(LargeResponse, (byte)bytes, frameLength: FrameLength)
                : stream.SendDataAsync(LargeResponse, frameLength: FrameLength));
            await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
        });
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = WideWindow() });

        await AssertLargeUnaryAsync(channel);

        Assert.Single(server.Connections);
    }

    // SocketsHttpHandler gives back the connection's window for padding but not the stream's: 16 MB of padding for 300 KB of
    // response need a window that holds all of it.
    private static SocketsHttpHandler WideWindow() => new() { InitialHttp2StreamWindowSize = 16 * 1024 * 1024 };

    private static async Task RefuseAsync(RawHttp2Stream stream, Action beforeEnd)
    {
        beforeEnd();
        await stream.ResetAsync(Http2ErrorCode.RefusedStream);
    }

    private static async Task AssertResetFailsAsync(int bytesBefore)
    {
        await using var server = new RawHttp2Server(async connection =>
        {
            var stream = (await connection.AcceptStreamAsync())!;
            await stream.ReadMessageAsync();
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            if (bytesBefore > 0)
            {
                await stream.SendDataAsync(LargeResponse.AsMemory(0, bytesBefore));
            }

            await stream.ResetAsync(Http2ErrorCode.NoError);
        });
        using var channel = GrpcChannel.ForAddress(server.Address);

        var failure = await Assert.ThrowsAsync<RpcException>(() => CallAsync(channel));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        await server.BehavioursAsync();
    }

    private static async Task<RawHttp2Stream> AnswerNextAsync(RawHttp2Connection connection)
    {
        var stream = (await connection.AcceptStreamAsync())!;
        await AnswerAsync(stream, static () => { });
        return stream;
    }

    private static async Task AnswerAsync(RawHttp2Stream stream, Action beforeEnd)
    {
        await stream.ReadMessageAsync();
        await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
        await stream.SendDataAsync(LargeResponse);
        beforeEnd();
        await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
    }

    private static async Task AssertLargeUnaryAsync(GrpcChannel channel)
    {
        var response = await CallAsync(channel);
        Assert.Equal(Messages.LargeResponse, response.Payload.Body.Length);
    }

    private static Task<SimpleResponse> CallAsync(GrpcChannel channel) => new TestService.TestServiceClient(channel)
        .UnaryCallAsync(Messages.Large(), cancellationToken: TestContext.Current.CancellationToken)
        .ResponseAsync.WaitAsync(Limit, TestContext.Current.CancellationToken);
}
