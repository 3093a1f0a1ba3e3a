using System.Reflection;
using CreditQuery.Server.Configuration;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CreditQuery.Server.Telemetry;

/// <summary>Sends metrics, and traces if asked for, to an OpenTelemetry collector; without one it does nothing.</summary>
/// <remarks>The providers are made by hand: the package that would tie them to the host is not needed for two of them (ADR 0019).</remarks>
internal sealed class OtlpExport(IOptions<TelemetryOptions> options) : IHostedService, IDisposable
{
    // The whole exit takes at most 5 s; a collector that does not answer must not use them up.
    private const int LastSendingMs = 1_000;
    private const int SendingMs = 2_000;

    // Two thousand spans wait at most; beyond it they are dropped.
    private const int MostSpanDelayMs = 5_000;

    private readonly TelemetryOptions _options = options.Value;
    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.OtlpEndpoint.Length > 0)
        {
            var resource = ResourceBuilder.CreateDefault().AddService("creditquery", serviceVersion: Version(), serviceInstanceId: Environment.MachineName);
            _metrics = Metrics(resource);
            _traces = _options.TracesCalls ? Traces(resource) : null;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Task.Run(() => _metrics?.Shutdown(LastSendingMs), CancellationToken.None), Task.Run(() => _traces?.Shutdown(LastSendingMs), CancellationToken.None));

    /// <inheritdoc/>
    public void Dispose()
    {
        _metrics?.Dispose();
        _traces?.Dispose();
    }

    private MeterProvider Metrics(ResourceBuilder resource) => Sdk.CreateMeterProviderBuilder()
        .SetResourceBuilder(resource)
        .AddMeter("CreditQuery.*", "System.Runtime")
        .AddOtlpExporter((exporter, reader) =>
        {
            Configure(exporter, "v1/metrics");
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)_options.OtlpInterval.TotalMilliseconds;
            reader.PeriodicExportingMetricReaderOptions.ExportTimeoutMilliseconds = SendingMs;
        })
        .Build();

    private TracerProvider Traces(ResourceBuilder resource) => Sdk.CreateTracerProviderBuilder()
        .SetResourceBuilder(resource)
        .AddSource(CallTraces.SourceName)
        .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(_options.TraceRatio)))
        .AddOtlpExporter(exporter =>
        {
            Configure(exporter, "v1/traces");
            exporter.BatchExportProcessorOptions.ScheduledDelayMilliseconds = Math.Min(MostSpanDelayMs, (int)_options.OtlpInterval.TotalMilliseconds);
        })
        .Build();

    private void Configure(OtlpExporterOptions exporter, string path)
    {
        var isHttp = _options.OtlpProtocol != "grpc";
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.TimeoutMilliseconds = SendingMs;

        // An endpoint set in code is taken as it is, without the path of the signal.
        exporter.Endpoint = isHttp ? new Uri(_options.OtlpEndpoint.TrimEnd('/') + "/" + path) : new Uri(_options.OtlpEndpoint);
    }

    private static string Version() => typeof(OtlpExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
