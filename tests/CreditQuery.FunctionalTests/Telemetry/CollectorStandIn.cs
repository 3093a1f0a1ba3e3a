using System.Collections.Concurrent;
using System.Text;
using CreditQuery.FunctionalTests.Node;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CreditQuery.FunctionalTests.Telemetry;

/// <summary>An OpenTelemetry collector over http/protobuf that keeps what it gets.</summary>
internal sealed class CollectorStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _got = [];
    private readonly SemaphoreSlim _came = new(0);

    private CollectorStandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", (RequestDelegate)TakeAsync);
    }

    public string Address => _app.Urls.Single();

    /// <summary>Everything that came, as text: strings stand in protobuf as they are.</summary>
    public string Text => string.Concat(_got.Select(static one => Encoding.UTF8.GetString(one.Body)));

    public static async Task<CollectorStandIn> StartAsync()
    {
        var collector = new CollectorStandIn();
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>Waits until something that came to a path holds a text.</summary>
    public async Task WaitForAsync(string path, string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        while (!_got.Any(one => one.Path == path && one.Body.AsSpan().IndexOf(wanted) >= 0))
        {
            Assert.True(await _came.WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken), $"{text} did not come to {path}.");
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _got.Enqueue((context.Request.Path.Value!, body.ToArray()));
        _came.Release();
    }
}
