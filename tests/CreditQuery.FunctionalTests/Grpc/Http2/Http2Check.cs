using CreditQuery.FunctionalTests.Grpc.RawHttp2;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>What a server must do about bytes that a client sent, in the three ways the standard knows.</summary>
internal static class Http2Check
{
    public static readonly byte[] Hello = GrpcBytes.Message("hello"u8);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A call that goes well.</summary>
    public static async Task AssertServesAsync(RawHttp2Client client)
    {
        var response = await client.SendAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), Hello);

        Assert.True(
            response.Trailer("grpc-status") == "0" && Hello.AsSpan().SequenceEqual(response.Data),
            $"{response.Trailer("grpc-status")} {response.Reset} {client.Connection.Received.LastOrDefault(static f => f.Type == Http2FrameType.GoAway)?.ErrorCode}");
    }

    /// <summary>Others are served, whatever one client did.</summary>
    public static async Task AssertServesOthersAsync(ProbeServer server)
    {
        await using var other = await server.ConnectAsync();
        await AssertServesAsync(other);
    }

    /// <summary>GOAWAY with one of the codes, then the end. Source: RFC 9113, 5.4.1.</summary>
    public static async Task AssertConnectionErrorAsync(ProbeServer server, Func<RawHttp2Client, Task> send, params Http2ErrorCode[] codes)
    {
        await using var client = await server.ConnectAsync();
        await SendAsync(client, send);

        var goAway = await client.Connection.WaitForAsync(static f => f.Type == Http2FrameType.GoAway);

        Assert.Contains(goAway.ErrorCode, codes);
        await client.Connection.Closed.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await AssertServesOthersAsync(server);
    }

    /// <summary>RST_STREAM with one of the codes, after which the connection serves on; or the same code as GOAWAY, as any stream's
    /// error may be treated as the connection's. Source: RFC 9113, 5.4.2.</summary>
    public static async Task AssertStreamErrorAsync(ProbeServer server, Func<RawHttp2Client, Task> send, params Http2ErrorCode[] codes)
    {
        await using var client = await server.ConnectAsync();
        await SendAsync(client, send);

        var error = await client.Connection.WaitForAsync(static f => f.Type is Http2FrameType.GoAway or Http2FrameType.ResetStream);

        Assert.Contains(error.ErrorCode, codes);
        if (error.Type == Http2FrameType.ResetStream)
        {
            await AssertServesAsync(client);
        }

        await AssertServesOthersAsync(server);
    }

    /// <summary>Nothing: the connection serves on.</summary>
    public static async Task AssertIgnoredAsync(ProbeServer server, Func<RawHttp2Client, Task> send)
    {
        await using var client = await server.ConnectAsync();
        await send(client);

        await AssertServesAsync(client);

        Assert.DoesNotContain(client.Connection.Received, static f => f.Type == Http2FrameType.GoAway);
    }

    private static async Task SendAsync(RawHttp2Client client, Func<RawHttp2Client, Task> send)
    {
        try
        {
            await send(client);
        }
        catch (IOException)
        {
            // The server may have closed after the first part already.
        }
    }
}
