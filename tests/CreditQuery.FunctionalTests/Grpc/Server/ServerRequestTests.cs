using System.Net.Sockets;
using System.Text;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CreditQuery.FunctionalTests.Grpc.Server;

/// <summary>Rows R1 to R12 of docs/grpc.md: the head of a request.</summary>
public sealed class ServerRequestTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);

    [Theory]
    [InlineData("/test.probe/Unary")]
    [InlineData("/test.Probe/unary")]
    [InlineData("/test.Probe/Unary/")]
    [InlineData("/test.Probe/Unary/More")]
    [InlineData("/test.Probe/Unary?a=b")]
    [InlineData("/test.Probe/Un%61ry")]
    [InlineData("/other/../test.Probe/Unary")]
    [InlineData("/test.Probe")]
    [InlineData("/")]
    [InlineData("/test.Probe/Missing")]
    [InlineData("/test.Missing/Unary")]
    public async Task Path_NotExactlyAMethod_IsUnimplementedTrailersOnly(string path)
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(path, Hello);

        Assert.Equal("200", response.Header(":status"));
        Assert.Equal("12", response.Trailer("grpc-status"));
        Assert.Equal("application/grpc", response.Header("content-type"));
        Assert.True(response.IsHeadersOnly);
    }

    [Fact]
    public async Task Path_Exact_IsServed()
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(Probe.UnaryPath, Hello);

        Assert.Equal("0", response.Trailer("grpc-status"));
        Assert.Equal("hello"u8.ToArray(), Assert.Single(GrpcBytes.Messages(response.Data)).Payload);
    }

    [Fact]
    public async Task HttpMethod_Get_IsUnimplemented()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var headers = GrpcBytes.RequestHeaders(Probe.UnaryPath);
        headers[0] = new HeaderField(":method", "GET");

        var response = await (await client.OpenAsync(headers, endStream: true)).ReadMessageAsync();

        Assert.Equal("12", response.Trailer("grpc-status"));
    }

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("application/grpc;charset=utf-8", true)]
    [InlineData("Application/GRPC", true)]
    [InlineData("application/grpcfoo", false)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/json", false)]
    [InlineData(null, false)]
    public async Task ContentType_OtherThanGrpc_Is415(string? contentType, bool isServed)
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var headers = GrpcBytes.RequestHeaders(Probe.UnaryPath);
        headers.RemoveAll(static field => field.Name == "content-type");
        if (contentType is not null)
        {
            headers.Add(new HeaderField("content-type", contentType));
        }

        var response = await client.SendAsync(headers, Hello);

        Assert.Equal(isServed ? "200" : "415", response.Header(":status"));
        Assert.Equal(isServed ? "0" : null, response.Trailer("grpc-status"));
    }

    [Fact]
    public async Task Te_Missing_IsServed()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var headers = GrpcBytes.RequestHeaders(Probe.UnaryPath);
        headers.RemoveAll(static field => field.Name == "te");

        var response = await client.SendAsync(headers, Hello);

        Assert.Equal("0", response.Trailer("grpc-status"));
    }

    [Fact]
    public async Task Te_NotTrailers_EndsTheConnection()
    {
        await using var server = await ProbeServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var headers = GrpcBytes.RequestHeaders(Probe.UnaryPath);
        headers[headers.FindIndex(static field => field.Name == "te")] = new HeaderField("te", "gzip");

        await client.OpenAsync(headers, endStream: true);

        var goAway = await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.GoAway);
        Assert.Equal(Http2ErrorCode.ProtocolError, goAway.ErrorCode);
    }

    [Theory]
    [InlineData(HttpProtocols.Http2, "400")]
    [InlineData(HttpProtocols.Http1AndHttp2, "426")]
    public async Task Http11_OnAGrpcPort_IsRefused(HttpProtocols protocols, string status)
    {
        await using var server = await ProbeServer.StartAsync(listen: endpoint => endpoint.Protocols = protocols);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", server.Port, TestContext.Current.CancellationToken);
        var request = $"POST {Probe.UnaryPath} HTTP/1.1\r\nHost: x\r\nContent-Type: application/grpc\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(tcp.GetStream());
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith($"HTTP/1.1 {status} ", text, StringComparison.Ordinal);
        Assert.Equal(status == "426", text.Contains("Upgrade: HTTP/2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metadata_BytesAbove7F_ReachTheHandlerAndComeBack()
    {
        await using var server = await ProbeServer.StartAsync(EchoMetadata("x-text"));

        var response = await server.SendAsync(Probe.UnaryPath, Hello, ("x-text", "caf\u00e9"));

        Assert.Equal("0", response.Trailer("grpc-status"));
        Assert.Equal("caf\u00e9", response.Trailer("x-text"));
    }

    [Fact]
    public async Task Metadata_UnknownReservedName_DoesNotFailTheCall()
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(Probe.UnaryPath, Hello, ("grpc-something-new", "1"));

        Assert.Equal("0", response.Trailer("grpc-status"));
    }

    [Fact]
    public async Task Metadata_SeveralLinesOfOneName_KeepTheirOrder()
    {
        var seen = new TaskCompletionSource<string[]>();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Unary = (request, context) =>
            {
                seen.SetResult([.. context.RequestHeaders.GetAll("x-many").Select(static entry => entry.Value)]);
                return Task.FromResult(request);
            },
        });

        await server.SendAsync(Probe.UnaryPath, Hello, ("x-many", "a"), ("x-other", "z"), ("x-many", "b"), ("x-many", "c d"));

        Assert.Equal(["a", "b", "c d"], await seen.Task);
    }

    [Theory]
    [InlineData("q6ur", "ABABAB")]
    [InlineData("qw==", "AB")]
    [InlineData("qw", "AB")]
    [InlineData("q6ur,qw==", "ABABAB|AB")]
    [InlineData("q6ur, qw", "ABABAB|AB")]
    [InlineData("", "")]
    public async Task BinaryMetadata_PaddedJoinedOrEmpty_IsDecoded(string value, string expected)
    {
        var seen = new TaskCompletionSource<string>();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Unary = (request, context) =>
            {
                seen.SetResult(string.Join('|', context.RequestHeaders.GetAll("x-bin").Select(static e => Convert.ToHexString(e.ValueBytes))));
                return Task.FromResult(request);
            },
        });

        await server.SendAsync(Probe.UnaryPath, Hello, ("x-bin", value));

        Assert.Equal(expected, await seen.Task);
    }

    [Theory]
    [InlineData("!!!")]
    [InlineData("abcde")]
    [InlineData("_-8")]
    public async Task BinaryMetadata_NotBase64_FailsThatCallOnly(string value)
    {
        await using var server = await ProbeServer.StartAsync(EchoMetadata("x-bin"));
        await using var client = await server.ConnectAsync();

        var bad = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath, ("x-bin", value)), Hello);
        var good = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath, ("x-bin", "qw")), Hello);

        Assert.Equal("13", bad.Trailer("grpc-status"));
        Assert.Equal("0", good.Trailer("grpc-status"));
    }

    [Fact]
    public async Task BinaryMetadata_Sent_IsNotPadded()
    {
        await using var server = await ProbeServer.StartAsync(EchoMetadata("x-bin"));

        var response = await server.SendAsync(Probe.UnaryPath, Hello, ("x-bin", "qw=="));

        Assert.Equal("qw", response.Trailer("x-bin"));
    }

    [Fact]
    public async Task Metadata_HeadersOfTheProtocol_AreNotVisible()
    {
        var seen = new TaskCompletionSource<string[]>();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Unary = (request, context) =>
            {
                seen.SetResult([.. context.RequestHeaders.Select(static entry => entry.Key).Order()]);
                return Task.FromResult(request);
            },
        });

        await server.SendAsync(
            Probe.UnaryPath, Hello, ("grpc-timeout", "10S"), ("grpc-encoding", "identity"), ("grpc-accept-encoding", "gzip"),
            ("accept-encoding", "gzip"), ("user-agent", "test/1"), ("authorization", "none"), ("x-own", "1"));

        Assert.Equal(["authorization", "user-agent", "x-own"], await seen.Task);
    }

    [Fact]
    public async Task Headers_MoreThanAHundred_Are431()
    {
        await using var server = await ProbeServer.StartAsync();

        var response = await server.SendAsync(Probe.UnaryPath, Hello, [.. Enumerable.Range(0, 110).Select(static i => ($"x-{i}", "a"))]);

        Assert.Equal("431", response.Header(":status"));
    }

    private static Probe EchoMetadata(string name) => new()
    {
        Unary = (request, context) =>
        {
            foreach (var entry in context.RequestHeaders.GetAll(name))
            {
                context.ResponseTrailers.Add(entry);
            }

            return Task.FromResult(request);
        },
    };
}
