using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>The raw pair against Kestrel, HttpClient and itself: what it sees must be what they do.</summary>
public sealed class RawHttp2Tests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Client_EchoOfKestrel_SeesHeadersDataAndTrailers()
    {
        await using var app = await StartEchoAsync();
        await using var client = await RawHttp2Client.ConnectAsync(PortOf(app));
        var body = Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, 60_000)));

        var response = await client.SendAsync(GrpcBytes.RequestHeaders("/echo", ("x-mark", "one")), body);

        Assert.Equal("200", response.Header(":status"));
        Assert.Equal("one", response.Header("x-mark"));
        Assert.Equal("done", response.Trailer("x-end"));
        Assert.Equal(body, response.Data);
        Assert.True(response.Ended);
        Assert.Null(response.Reset);
    }

    [Fact]
    public async Task Server_ManyPaddedFramesToHttpClient_ArriveWhole()
    {
        var body = new byte[200_000];
        await using var server = new RawHttp2Server(async connection =>
        {
            var stream = (await connection.AcceptStreamAsync())!;
            await stream.ReadMessageAsync();
            await stream.SendHeadersAsync([new(":status", "200")]);
            await stream.SendPaddedDataAsync(body, padding: 255, frameLength: 500);
            await stream.SendHeadersAsync([new("x-end", "done")], endStream: true);
        });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken).WaitAsync(Timeout, TestContext.Current.CancellationToken);

        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("done", Assert.Single(response.TrailingHeaders.GetValues("x-end")));
        await server.BehavioursAsync();
    }

    [Fact]
    public async Task Pair_EachKindOfEnd_IsSeenByTheOtherSide()
    {
        await using var server = new RawHttp2Server(async connection =>
        {
            await (await connection.AcceptStreamAsync())!.ResetAsync(Http2ErrorCode.RefusedStream);
            await connection.SendPingAsync(42);
            await connection.WaitForAsync(f => f is { Type: Http2FrameType.Ping, IsAck: true });
            await connection.SendGoAwayAsync(1, Http2ErrorCode.EnhanceYourCalm);
            await connection.DisposeAsync();
        });
        await using var client = await RawHttp2Client.ConnectAsync(server.Port);

        var response = await (await client.OpenAsync(GrpcBytes.RequestHeaders("/any"), endStream: true)).ReadMessageAsync();
        var goAway = await client.Connection.WaitForAsync(f => f.Type == Http2FrameType.GoAway);

        Assert.Equal(Http2ErrorCode.RefusedStream, response.Reset);
        Assert.Equal((1, Http2ErrorCode.EnhanceYourCalm), (goAway.LastStreamId, goAway.ErrorCode));
        await client.Connection.Closed.WaitAsync(Timeout, TestContext.Current.CancellationToken);
        await server.BehavioursAsync();
    }

    private static int PortOf(WebApplication app) =>
        new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    private static async Task<WebApplication> StartEchoAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.MapPost("/echo", async context =>
        {
            context.Response.Headers["x-mark"] = context.Request.Headers["x-mark"];
            context.Response.DeclareTrailer("x-end");
            await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
            context.Response.AppendTrailer("x-end", "done");
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
