using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CreditQuery.Server.Configuration;

/// <summary>What the node tells of itself, to whom and in which form; never anything of a subject.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Telemetry";

    /// <summary>Where Prometheus reads the metrics: <c>GET /metrics</c>, HTTP/1.1.</summary>
    /// <value>Address and port, for instance <c>127.0.0.1:5082</c>; empty (default): not offered, and no check is timed for it. Beyond loopback only
    /// with <see cref="ServerOptions.Tls"/>, client certificates included.</value>
    [Description("Address and port of GET /metrics for Prometheus; none: off; beyond loopback only with TLS.")]
    public string PrometheusEndpoint { get; set; } = "";

    /// <summary>The OpenTelemetry collector that metrics, and traces if asked for, are sent to.</summary>
    /// <value>Absolute address, for instance <c>http://127.0.0.1:4317</c>; empty (default): nothing is sent. Beyond loopback only <c>https</c>.</value>
    [Description("Address of an OpenTelemetry collector; none: nothing is sent; beyond loopback only https.")]
    public string OtlpEndpoint { get; set; } = "";

    /// <summary>How the collector is spoken to.</summary>
    /// <value><c>grpc</c> (default, port 4317 by custom) or <c>http/protobuf</c> (4318; the path <c>/v1/metrics</c> or <c>/v1/traces</c> is added).</value>
    [RegularExpression("^(grpc|http/protobuf)$", ErrorMessage = "Telemetry:OtlpProtocol must be grpc or http/protobuf.")]
    [Description("grpc or http/protobuf.")]
    public string OtlpProtocol { get; set; } = "grpc";

    /// <summary>Time between two sendings of the metrics.</summary>
    /// <value>1 second to 1 hour, default 15 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    [Description("Time between two sendings of the metrics.")]
    public TimeSpan OtlpInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Share of the calls that are traced; a caller whose own trace is sampled is always followed.</summary>
    /// <value>0 to 1; 0 (default): no traces at all, at no cost. Needs <see cref="OtlpEndpoint"/>.</value>
    [Range(0.0, 1.0)]
    [Description("Share of the calls that are traced, 0 to 1; 0: none.")]
    public double TraceRatio { get; set; }

    /// <summary>Form of the log on the console.</summary>
    /// <value><c>text</c> (default) or <c>json</c>: one object per line with event name, id, level, time (UTC) and named values.</value>
    [RegularExpression("^(text|json)$", ErrorMessage = "Telemetry:LogFormat must be text or json.")]
    [Description("Form of the log on the console: text or json, one object per line.")]
    public string LogFormat { get; set; } = "text";

    /// <summary>Whether calls are traced.</summary>
    internal bool TracesCalls => TraceRatio > 0 && OtlpEndpoint.Length > 0;
}
