using CreditQuery.Server.Configuration;
using CreditQuery.Server.Hosting;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Telemetry.Prometheus;

/// <summary><c>GET /metrics</c> on the port of <see cref="TelemetryOptions.PrometheusEndpoint"/>.</summary>
internal static class MetricsPage
{
    /// <summary>Maps the page; without an endpoint nothing is mapped and nothing listens.</summary>
    /// <param name="app">The application.</param>
    public static void MapMetricsPage(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.PrometheusEndpoint.Length == 0)
        {
            return;
        }

        var collector = app.Services.GetRequiredService<MetricCollector>();
        app.MapGet("/metrics", (RequestDelegate)(context => WriteAsync(context, collector))).WithMetadata(new PortMetadata(PortRole.Metrics));
    }

    private static Task WriteAsync(HttpContext context, MetricCollector collector)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(collector.Collect(), context.RequestAborted);
    }
}
