using System.IO.Compression;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Grpc.Server;

/// <summary>Rows C1 to C7 of docs/grpc.md, server side: compression.</summary>
public sealed class ServerCompressionTests
{
    private static readonly byte[] Text = [.. Enumerable.Repeat((byte)'a', 1000)];

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Request_EachMessageCompressedByItself_IsExpanded(string coding)
    {
        await using var server = await ProbeServer.StartAsync();
        var body = GrpcBytes.Message(Compress(Text, coding), flag: 1);

        var response = await server.SendAsync(
            Probe.ClientStreamPath,
            (byte[])[.. body, .. GrpcBytes.Message("plain"u8), .. body],
            ("grpc-encoding", coding));

        Assert.Equal([.. Text, .. "plain"u8, .. Text], Assert.Single(GrpcBytes.Messages(response.Data)).Payload);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task Request_FlaggedWithoutACoding_IsInternal(string? coding)
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(
            Probe.UnaryPath,
            GrpcBytes.Message(Compress(Text, "gzip"), flag: 1),
            coding is null ? [] : [("grpc-encoding", coding)]);

        Assert.Equal("13", response.Trailer("grpc-status"));
    }

    [Fact]
    public async Task Request_UnknownCoding_IsUnimplementedAndNamesTheKnownOnes()
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message("x"u8, flag: 1), ("grpc-encoding", "snappy"));

        Assert.Equal("12", response.Trailer("grpc-status"));
        Assert.Equal("identity,gzip,deflate", response.Header("grpc-accept-encoding"));
    }

    [Fact]
    public async Task Request_UnknownCodingButNothingFlagged_IsServed()
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message("x"u8), ("grpc-encoding", "snappy"));

        Assert.Equal("0", response.Trailer("grpc-status"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Request_BadOrCutBytes_IsInternal(string coding)
    {
        await using var server = await ProbeServer.StartAsync();
        var good = Compress(Text, coding);

        foreach (var bad in new[] { "no coding"u8.ToArray(), good[..^6] })
        {
            var response = await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message(bad, flag: 1), ("grpc-encoding", coding));
            Assert.Equal("13", response.Trailer("grpc-status"));
        }
    }

    [Theory]
    [InlineData(Probe.UnaryPath)]
    [InlineData(Probe.DuplexPath)]
    public async Task Request_FlaggedAndEmpty_IsAnEmptyMessage(string path)
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(path, GrpcBytes.Message([], flag: 1), ("grpc-encoding", "gzip"));

        Assert.Equal("0", response.Trailer("grpc-status"));
        Assert.Empty(Assert.Single(GrpcBytes.Messages(response.Data)).Payload);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Request_ThatExpandsAboveTheLimit_IsResourceExhausted(string coding)
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(
            Probe.UnaryPath,
            GrpcBytes.Message(Compress(new byte[64 * 1024 * 1024], coding), flag: 1),
            ("grpc-encoding", coding));

        Assert.Equal("8", response.Trailer("grpc-status"));
    }

    [Theory]
    [InlineData("identity,gzip", 1)]
    [InlineData("gzip, deflate", 1)]
    [InlineData("deflate", 0)]
    [InlineData("identity", 0)]
    [InlineData(null, 0)]
    public async Task Response_ConfiguredCoding_IsUsedOnlyWhenAccepted(string? accepted, byte flag)
    {
        await using var server = await ProbeServer.StartAsync(
            new Probe { Unary = static (_, _) => Task.FromResult(Text) },
            static options => options.ResponseCompressionAlgorithm = "gzip");

        var response = await server.SendAsync(
            Probe.UnaryPath,
            GrpcBytes.Message("x"u8),
            accepted is null ? [] : [("grpc-accept-encoding", accepted)]);

        var message = Assert.Single(GrpcBytes.Messages(response.Data));
        Assert.Equal(flag, message.Flag);
        Assert.Equal(flag == 1 ? "gzip" : null, response.Header("grpc-encoding"));
        Assert.Equal(Text, flag == 1 ? Expand(message.Payload) : message.Payload);
    }

    [Fact]
    public async Task Response_NoCompressFlag_LeavesThatMessagePlain()
    {
        await using var server = await ProbeServer.StartAsync(
            new Probe
            {
                ServerStream = static async (_, responses, context) =>
                {
                    await context.WriteResponseHeadersAsync([new Metadata.Entry("grpc-internal-encoding-request", "gzip")]);
                    await responses.WriteAsync(Text);
                    responses.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
                    await responses.WriteAsync(Text);
                },
            });

        var response = await server.SendAsync(Probe.ServerStreamPath, GrpcBytes.Message("x"u8), ("grpc-accept-encoding", "gzip"));

        Assert.Equal([1, 0], GrpcBytes.Messages(response.Data).Select(static message => message.Flag));
        Assert.Equal("gzip", response.Header("grpc-encoding"));
        Assert.Null(response.Header("grpc-internal-encoding-request"));
    }

    [Fact]
    public async Task Response_NeverHasContentEncoding()
    {
        await using var server = await ProbeServer.StartAsync(options: static options => options.ResponseCompressionAlgorithm = "gzip");

        var response = await server.SendAsync(
            Probe.UnaryPath, GrpcBytes.Message(Text), ("accept-encoding", "gzip"), ("grpc-accept-encoding", "gzip"));

        Assert.Null(response.Header("content-encoding"));
    }

    private static byte[] Compress(byte[] bytes, string coding)
    {
        using var target = new MemoryStream();
        using (Stream stream = coding == "gzip"
            ? new GZipStream(target, CompressionLevel.Optimal)
            : new ZLibStream(target, CompressionLevel.Optimal))
        {
            stream.Write(bytes);
        }

        return target.ToArray();
    }

    private static byte[] Expand(byte[] bytes)
    {
        using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var target = new MemoryStream();
        stream.CopyTo(target);
        return target.ToArray();
    }
}
