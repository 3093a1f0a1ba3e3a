using CreditQuery.GrpcHosting;
using CreditQuery.Server.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Hosting;

/// <summary>Opens the two endpoints, HTTP/2 only, and Prometheus's, HTTP/1.1, if there is one: in clear on loopback, else TLS with client certificates.</summary>
internal sealed class KestrelSetup(
    IOptions<ServerOptions> server, IOptions<LimitOptions> limits, IOptions<TelemetryOptions> telemetry, ILogger<NodeTls> logger)
    : IConfigureOptions<KestrelServerOptions>
{
    // A stream of checks keeps a megabyte in flight before it waits for a window update.
    private const int StreamWindowBytes = 1 << 20;
    private const int ConnectionWindowBytes = 4 << 20;

    private readonly ServerOptions _server = server.Value;
    private readonly LimitOptions _limits = limits.Value;
    private readonly string _metricsEndpoint = telemetry.Value.PrometheusEndpoint;

    /// <inheritdoc/>
    public void Configure(KestrelServerOptions options)
    {
        options.UseGrpcDefaults();
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.Http2.MaxStreamsPerConnection = _limits.MaxStreamsPerConnection;
        options.Limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
        options.Limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;
        var tls = _server.Tls.IsOn ? new NodeTls(_server.Tls, logger) : null;
        Listen(options, _server.QueryEndpoint, PortRole.Query, tls);
        Listen(options, _server.RegistryEndpoint, PortRole.Registry, tls);
        if (_metricsEndpoint.Length > 0)
        {
            Listen(options, _metricsEndpoint, PortRole.Metrics, tls);
        }
    }

    private void Listen(KestrelServerOptions options, string text, PortRole role, NodeTls? tls)
    {
        if (!EndpointAddress.TryParse(text, out var endpoint))
        {
            // The rules of the options have named the key before.
            throw new StartupException($"Server: {text} is not an address with a port.");
        }

        var feature = new PortFeature(role);
        var isOwn = role != PortRole.Metrics && _server.Http2 == Http2Stack.Own;
        options.Listen(endpoint, listen =>
        {
            listen.Protocols = role == PortRole.Metrics ? HttpProtocols.Http1 : HttpProtocols.Http2;
            if (tls is not null)
            {
                listen.UseHttps(tls.Handshake);
            }

            listen.Use(next => connection =>
            {
                connection.Features.Set(feature);
                return next(connection);
            });
            if (isOwn)
            {
                listen.UseOwnHttp2();
            }
        });
    }
}
