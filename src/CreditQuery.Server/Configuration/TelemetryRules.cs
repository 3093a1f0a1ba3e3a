using System.Net;
using CreditQuery.Server.Hosting;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Configuration;

/// <summary>Checks what ranges cannot say of the telemetry: addresses can be read, and nothing leaves the machine in clear.</summary>
/// <remarks>Metrics hold no identifier, but they tell how an office works; the rule of the other endpoints is theirs too.</remarks>
internal sealed class TelemetryRules(IOptions<ServerOptions> server) : IValidateOptions<TelemetryOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        var failures = new List<string>();
        CheckPrometheus(options.PrometheusEndpoint, failures);
        CheckCollector(options, failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private void CheckPrometheus(string value, List<string> failures)
    {
        if (value.Length == 0)
        {
            return;
        }

        if (!EndpointAddress.TryParse(value, out var endpoint))
        {
            failures.Add($"Telemetry:PrometheusEndpoint: '{value}' is not an address with a port, for instance 127.0.0.1:5082.");
        }
        else if (!IPAddress.IsLoopback(endpoint.Address) && !server.Value.Tls.IsOn)
        {
            failures.Add($"Telemetry:PrometheusEndpoint: {value} can be reached from other machines; set Server:Tls, or listen on 127.0.0.1.");
        }
    }

    private static void CheckCollector(TelemetryOptions options, List<string> failures)
    {
        if (options.OtlpEndpoint.Length == 0)
        {
            if (options.TraceRatio > 0)
            {
                failures.Add("Telemetry:TraceRatio: traces need Telemetry:OtlpEndpoint.");
            }
        }
        else if (!Uri.TryCreate(options.OtlpEndpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            failures.Add($"Telemetry:OtlpEndpoint: '{options.OtlpEndpoint}' is no address, for instance http://127.0.0.1:4317.");
        }
        else if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            failures.Add("Telemetry:OtlpEndpoint: in clear only to this machine; write https://, or run a collector beside the node.");
        }
    }
}
