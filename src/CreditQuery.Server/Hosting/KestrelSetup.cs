using System.Security.Cryptography.X509Certificates;
using CreditQuery.GrpcHosting;
using CreditQuery.Server.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Hosting;

/// <summary>Opens the two endpoints, HTTP/2 only, and Prometheus's, HTTP/1.1, if there is one: in clear on loopback, else TLS with client certificates.</summary>
internal sealed class KestrelSetup(IOptions<ServerOptions> server, IOptions<LimitOptions> limits, IOptions<TelemetryOptions> telemetry)
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
        Listen(options, _server.QueryEndpoint, PortRole.Query);
        Listen(options, _server.RegistryEndpoint, PortRole.Registry);
        if (_metricsEndpoint.Length > 0)
        {
            Listen(options, _metricsEndpoint, PortRole.Metrics);
        }
    }

    private void Listen(KestrelServerOptions options, string text, PortRole role)
    {
        if (!EndpointAddress.TryParse(text, out var endpoint))
        {
            // The rules of the options have named the key before.
            throw new StartupException($"Server: {text} is not an address with a port.");
        }

        var feature = new PortFeature(role);
        options.Listen(endpoint, listen =>
        {
            listen.Protocols = role == PortRole.Metrics ? HttpProtocols.Http1 : HttpProtocols.Http2;
            if (_server.Tls.IsOn)
            {
                listen.UseHttps(Tls());
            }

            listen.Use(next => connection =>
            {
                connection.Features.Set(feature);
                return next(connection);
            });
        });
    }

    private HttpsConnectionAdapterOptions Tls()
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(_server.Tls.ClientAuthoritiesPath);
        return new HttpsConnectionAdapterOptions
        {
            ServerCertificate = X509Certificate2.CreateFromPemFile(_server.Tls.CertificatePath, _server.Tls.KeyPath),
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (certificate, _, _) => IsTrusted(certificate, authorities),
        };
    }

    private static bool IsTrusted(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // No network look-ups inside a handshake; a lost key is answered by a new authority file.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.2"));
        return chain.Build(certificate);
    }
}
