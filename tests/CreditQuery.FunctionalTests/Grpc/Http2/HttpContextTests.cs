using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Middleware of ASP.NET finds over our own HTTP/2 what it finds over Kestrel's.</summary>
public sealed class HttpContextTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_OfAnyKind_IsSeenAsItIs(bool isOwn)
    {
        var seen = "";
        var port = 0;
        await using var server = await StartAsync(isOwn, async context =>
        {
            var request = context.Request;
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            context.Items["x"] = 1;
            seen = $"{request.Protocol} {request.Method} {request.Scheme} {request.Path.Value} {request.QueryString} {request.Headers["X-One"]} {request.ContentLength} {request.ContentType} {body} "
                + $"{context.Connection.RemoteIpAddress} {context.Connection.LocalPort == port} {context.TraceIdentifier.Length > 0} {request.Host.Port == port} {context.Features.Get<IHttpRequestBodyDetectionFeature>()!.CanHaveBody}";
            context.Response.Headers["x-answer"] = new[] { "a", "b" };
            await context.Response.WriteAsync(new string('y', 100_000));
        });
        port = server.Port;
        using var client = Client();
        using var request = Request(server, HttpMethod.Put, "/some%20page?q=1");
        request.Headers.Add("x-one", ["1", "2"]);
        request.Content = new StringContent("text", Encoding.UTF8, "text/plain");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(100_000, (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Length);
        Assert.Equal(["a", "b"], response.Headers.GetValues("x-answer"));
        Assert.NotNull(response.Headers.Date);
        Assert.Equal("HTTP/2 PUT http /some page ?q=1 1,2 4 text/plain; charset=utf-8 text 127.0.0.1 True True True True", seen.Replace("1, 2", "1,2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Response_CallbacksAndTrailers_ComeInTheirOrder(bool isOwn)
    {
        var order = new List<string>();
        var completed = new TaskCompletionSource();
        await using var server = await StartAsync(isOwn, async context =>
        {
            context.Response.OnStarting(async () =>
            {
                await Task.Yield();
                order.Add("starting");
                context.Response.Headers["x-late"] = "1";
            });
            context.Response.OnCompleted(() =>
            {
                order.Add("completed");
                completed.SetResult();
                return Task.CompletedTask;
            });
            await context.Response.WriteAsync("body");
            order.Add("written");
            context.Response.AppendTrailer("x-trailer", "end");
        });
        using var client = Client();

        using var response = await client.SendAsync(Request(server, HttpMethod.Get, "/"), TestContext.Current.CancellationToken);

        Assert.Equal("body", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await completed.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal("1", response.Headers.GetValues("x-late").Single());
        Assert.Equal("end", response.TrailingHeaders.GetValues("x-trailer").Single());
        Assert.Equal(["starting", "written", "completed"], order);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failure_BeforeTheResponse_Is500AndTheConnectionServesOn(bool isOwn)
    {
        await using var server = await StartAsync(
            isOwn,
            static context => context.Request.Path == "/bad" ? throw new InvalidOperationException("bad") : context.Response.WriteAsync("good"));
        using var client = Client();

        using var bad = await client.SendAsync(Request(server, HttpMethod.Get, "/bad"), TestContext.Current.CancellationToken);
        using var good = await client.SendAsync(Request(server, HttpMethod.Get, "/good"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, bad.StatusCode);
        Assert.Equal("good", await good.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failure_OfAnAbortOrAWrongLength_ResetsTheStream(bool isOwn)
    {
        await using var server = await StartAsync(isOwn, async context =>
        {
            if (context.Request.Path == "/short")
            {
                context.Response.ContentLength = 10;
                await context.Response.WriteAsync("four");
                return;
            }

            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var client = Client();

        foreach (var path in new[] { "/abort", "/short" })
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
            {
                using var response = await client.SendAsync(Request(server, HttpMethod.Get, path), TestContext.Current.CancellationToken);
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            });
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Head_OfAPage_HasNoBody(bool isOwn)
    {
        await using var server = await StartAsync(isOwn, static context => context.Response.WriteAsync("body"));
        using var client = Client();

        using var response = await client.SendAsync(Request(server, HttpMethod.Head, "/"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Headers_OfAConnectionOfHttp1_AreNotSent(bool isOwn)
    {
        // RFC 9113, 8.2.2: a client treats such a response as malformed.
        string[] names = ["Connection", "keep-alive", "Proxy-Connection", "transfer-encoding", "Upgrade"];
        await using var server = await StartAsync(isOwn, context =>
        {
            foreach (var name in names)
            {
                context.Response.Headers[name] = "x";
            }

            context.Response.Headers["x-other"] = "sent";
            return Task.CompletedTask;
        });
        await using var client = await server.ConnectAsync();

        var response = await client.SendAsync(RawHttp2.GrpcBytes.RequestHeaders("/"), default);

        Assert.Equal("sent", response.Header("x-other"));
        Assert.All(names, name => Assert.Null(response.Header(name.ToLowerInvariant())));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Headers_OfFortyKilobytes_ArriveWhole(bool isOwn)
    {
        var value = new string('v', 10_000);
        await using var server = await StartAsync(isOwn, context =>
        {
            for (var i = 0; i < 4; i++)
            {
                context.Response.Headers[$"x-{i}"] = value;
            }

            return Task.CompletedTask;
        });
        using var client = Client();

        using var response = await client.SendAsync(Request(server, HttpMethod.Get, "/"), TestContext.Current.CancellationToken);

        Assert.Equal(value, response.Headers.GetValues("x-3").Single());
    }

    private static HttpMessageInvoker Client() => new(new SocketsHttpHandler { UseProxy = false });

    private static HttpRequestMessage Request(ProbeServer server, HttpMethod method, string target) => new(method, new Uri(server.Address, target))
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static Task<ProbeServer> StartAsync(bool isOwn, RequestDelegate run) => ProbeServer.StartAsync(
        isOwnHttp2: isOwn, allowErrors: true, use: app => app.Run(run));
}
