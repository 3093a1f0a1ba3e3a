using System.IO.Compression;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Grpc.Client;

/// <summary>Rows S1 to S9 of docs/grpc.md: the status a client makes of a bad answer.</summary>
public sealed class ClientStatusTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);
    private static readonly (string, string)[] Ok = [("grpc-status", "0")];

    [Fact]
    public async Task Answer_Good_IsOk()
    {
        await using var server = BadServer.Answering(Hello, Ok);

        Assert.Equal("hello"u8.ToArray(), await server.Unary());
    }

    [Fact]
    public async Task Answer_WithPaddingPingsAndInterimHeaders_IsOk()
    {
        await using var server = new BadServer(async stream =>
        {
            await stream.SendHeadersAsync([new HeaderField(":status", "103"), new HeaderField("x-early", "1")]);
            await stream.Connection.SendPingAsync(7);
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.SendPaddedDataAsync(Hello, padding: 255, frameLength: 5);
            await stream.Connection.SendPingAsync(8);
            await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
        });

        Assert.Equal("hello"u8.ToArray(), await server.Unary());
        await server.Connections[0].WaitForAsync(static frame => frame is { Type: Http2FrameType.Ping, IsAck: true });
    }

    [Fact]
    public async Task Trailers_WithoutStatusOrMissing_IsUnknown()
    {
        await using var without = BadServer.Answering(Hello, ("x-other", "1"));
        await using var missing = new BadServer(async stream =>
        {
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.SendDataAsync(Hello, endStream: true);
        });

        Assert.Equal(StatusCode.Unknown, (await without.StatusAsync()).StatusCode);
        Assert.Equal(StatusCode.Unknown, (await missing.StatusAsync()).StatusCode);
    }

    [Theory]
    [InlineData("", StatusCode.Unknown)]
    [InlineData("abc", StatusCode.Unknown)]
    [InlineData("-1", StatusCode.Unknown)]
    [InlineData("17", StatusCode.Unknown)]
    [InlineData("99", StatusCode.Unknown)]
    [InlineData("99999999999999", StatusCode.Unknown)]
    [InlineData("007", StatusCode.PermissionDenied)]
    [InlineData("16", StatusCode.Unauthenticated)]
    public async Task Status_OddText_IsUnknownUnlessANumberTo16(string text, StatusCode expected)
    {
        await using var trailers = BadServer.Answering(Hello, ("grpc-status", text));
        await using var only = BadServer.HeadersOnly((":status", "200"), ("content-type", "application/grpc"), ("grpc-status", text));

        Assert.Equal(expected, (await trailers.StatusAsync()).StatusCode);
        Assert.Equal(expected, (await only.StatusAsync()).StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/html")]
    [InlineData("application/grpcfoo")]
    public async Task ContentType_NotGrpc_IsUnknown(string? contentType)
    {
        await using var server = new BadServer(async stream =>
        {
            List<HeaderField> headers = [new(":status", "200")];
            if (contentType is not null)
            {
                headers.Add(new HeaderField("content-type", contentType));
            }

            await stream.SendHeadersAsync(headers);
            await stream.SendDataAsync(Hello);
            await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
        });

        Assert.Equal(StatusCode.Unknown, (await server.StatusAsync()).StatusCode);
    }

    [Theory]
    [InlineData("400", StatusCode.Internal)]
    [InlineData("401", StatusCode.Unauthenticated)]
    [InlineData("403", StatusCode.PermissionDenied)]
    [InlineData("404", StatusCode.Unimplemented)]
    [InlineData("429", StatusCode.Unavailable)]
    [InlineData("502", StatusCode.Unavailable)]
    [InlineData("503", StatusCode.Unavailable)]
    [InlineData("504", StatusCode.Unavailable)]
    [InlineData("431", StatusCode.Internal)]
    [InlineData("204", StatusCode.Unknown)]
    [InlineData("302", StatusCode.Unknown)]
    [InlineData("415", StatusCode.Unknown)]
    [InlineData("500", StatusCode.Unknown)]
    public async Task HttpStatus_WithoutGrpcStatus_IsMapped(string status, StatusCode expected)
    {
        await using var server = BadServer.HeadersOnly((":status", status));

        Assert.Equal(expected, (await server.StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task HttpStatus_WithGrpcStatus_GrpcStatusWins()
    {
        await using var server = BadServer.HeadersOnly((":status", "500"), ("content-type", "text/plain"), ("grpc-status", "7"));

        Assert.Equal(StatusCode.PermissionDenied, (await server.StatusAsync()).StatusCode);
    }

    [Theory]
    [InlineData(0, StatusCode.Internal)]
    [InlineData(1, StatusCode.Internal)]
    [InlineData(2, StatusCode.Internal)]
    [InlineData(3, StatusCode.Internal)]
    [InlineData(4, StatusCode.Internal)]
    [InlineData(5, StatusCode.Internal)]
    [InlineData(6, StatusCode.Internal)]
    [InlineData(7, StatusCode.Unavailable)]
    [InlineData(8, StatusCode.Cancelled)]
    [InlineData(9, StatusCode.Internal)]
    [InlineData(10, StatusCode.Internal)]
    [InlineData(11, StatusCode.ResourceExhausted)]
    [InlineData(12, StatusCode.PermissionDenied)]
    [InlineData(13, StatusCode.Internal)]
    public async Task Reset_BeforeAndAfterHeaders_IsMapped(int code, StatusCode expected)
    {
        await using var before = new BadServer(stream => stream.ResetAsync((Http2ErrorCode)code));
        await using var after = new BadServer(async stream =>
        {
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.ResetAsync((Http2ErrorCode)code);
        });
        await using var during = new BadServer(async stream =>
        {
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.SendDataAsync(Hello);
            await stream.ResetAsync((Http2ErrorCode)code);
        });

        Assert.Equal(expected, (await before.StatusAsync()).StatusCode);
        Assert.Equal(expected, (await after.StatusAsync()).StatusCode);
        Assert.Equal(expected, (await during.StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task TrailersOnly_Failure_IsThatStatusWithMessageAndTrailers()
    {
        await using var server = BadServer.HeadersOnly(
            (":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "5"), ("grpc-message", "not%20here"), ("x-more", "1"));
        using var call = server.Unary();

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal((StatusCode.NotFound, "not here"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal("1", failure.Trailers.GetValue("x-more"));
        Assert.Equal("1", call.GetTrailers().GetValue("x-more"));
    }

    [Fact]
    public async Task TrailersOnly_Ok_IsInternalForUnaryAndEmptyForStream()
    {
        await using var server = BadServer.HeadersOnly((":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "0"));
        using var stream = server.Stream();

        Assert.Equal(StatusCode.Internal, (await server.StatusAsync()).StatusCode);
        Assert.False(await stream.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.OK, stream.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Unary_NoneOrTwoMessages_IsInternal()
    {
        await using var none = BadServer.Answering([], Ok);
        await using var two = BadServer.Answering([.. Hello, .. Hello], Ok);

        Assert.Equal(StatusCode.Internal, (await none.StatusAsync()).StatusCode);
        Assert.Equal(StatusCode.Internal, (await two.StatusAsync()).StatusCode);
    }

    [Theory]
    [InlineData("0", StatusCode.Internal)]
    [InlineData("5", StatusCode.NotFound)]
    public async Task Message_CutShort_IsInternalUnlessTheServerSaysWhy(string status, StatusCode expected)
    {
        await using var server = BadServer.Answering(Hello[..7], ("grpc-status", status));

        Assert.Equal(expected, (await server.StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task Failure_AfterAMessage_DropsItForUnaryAndDeliversItForStreams()
    {
        await using var server = BadServer.Answering(Hello, ("grpc-status", "9"));
        using var stream = server.Stream();

        Assert.Equal(StatusCode.FailedPrecondition, (await server.StatusAsync()).StatusCode);
        Assert.True(await stream.ResponseStream.MoveNext(default));
        var failure = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(1, "identity")]
    [InlineData(1, "snappy")]
    [InlineData(1, "gzip")]
    [InlineData(2, null)]
    public async Task Message_BadFlagCodingOrBytes_IsInternal(byte flag, string? coding)
    {
        await using var server = new BadServer(async stream =>
        {
            await stream.SendHeadersAsync(coding is null ? GrpcBytes.ResponseHeaders() : GrpcBytes.ResponseHeaders(("grpc-encoding", coding)));
            await stream.SendDataAsync(GrpcBytes.Message("no gzip"u8, flag));
            await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
        });

        Assert.Equal(StatusCode.Internal, (await server.StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task Message_AboveTheLimitPlainOrExpanded_IsResourceExhausted()
    {
        await using var plain = new BadServer(async stream =>
        {
            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders());
            await stream.SendDataAsync(new byte[] { 0, 0, 64, 0, 1 });
        });
        await using var gzip = new BadServer(async stream =>
        {
            using var target = new MemoryStream();
            await using (var coder = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
            {
                await coder.WriteAsync(new byte[8 * 1024 * 1024]);
            }

            await stream.SendHeadersAsync(GrpcBytes.ResponseHeaders(("grpc-encoding", "gzip")));
            await stream.SendDataAsync(GrpcBytes.Message(target.ToArray(), 1));
            await stream.SendHeadersAsync(GrpcBytes.Trailers(0), endStream: true);
        });

        Assert.Equal(StatusCode.ResourceExhausted, (await plain.StatusAsync()).StatusCode);
        Assert.Equal(StatusCode.ResourceExhausted, (await gzip.StatusAsync()).StatusCode);
    }

    [Fact]
    public async Task Message_NotParsable_IsInternal()
    {
        await using var server = BadServer.Answering(Hello, Ok);

        Assert.Equal(StatusCode.Internal, (await server.StatusAsync(unparsable: true)).StatusCode);
    }

    [Theory]
    [InlineData("a%", "a%")]
    [InlineData("%zz x", "%zz x")]
    [InlineData("%E2%98", "\uFFFD")]
    [InlineData("%41%20b", "A b")]
    public async Task StatusMessage_BadEscapes_AreNoFailure(string sent, string expected)
    {
        await using var server = BadServer.Answering(Hello, ("grpc-status", "2"), ("grpc-message", sent));

        Assert.Equal(expected, (await server.StatusAsync()).Detail);
    }

    [Fact]
    public async Task Metadata_BinaryPaddedJoinedAndDuplicate_AreSeveralEntries()
    {
        await using var server = BadServer.Answering(
            Hello, ("grpc-status", "0"), ("a-bin", "q6ur,qw=="), ("a-bin", "qw"), ("b", "1"), ("b", "2"), ("bad-bin", "!"));
        using var call = server.Unary();
        await call;

        var trailers = call.GetTrailers();

        Assert.Equal(["ABABAB", "AB", "AB"], trailers.GetAll("a-bin").Select(static entry => Convert.ToHexString(entry.ValueBytes)));
        Assert.Equal(["1", "2"], trailers.GetAll("b").Select(static entry => entry.Value));
    }
}
