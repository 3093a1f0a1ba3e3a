using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CreditQuery.GrpcHosting;

/// <summary>Sets Kestrel up for gRPC; stays the same whichever gRPC stack is built in.</summary>
public static class KestrelServerOptionsExtensions
{
    /// <summary>Streams one connection may have open at a time.</summary>
    private const int MaxStreamsPerConnection = 1000;

    /// <summary>Makes every endpoint HTTP/2 and removes what gets in the way of gRPC.</summary>
    /// <returns>The options, for more.</returns>
    /// <remarks>
    /// Latin-1 for header values, because a byte above 0x7F would otherwise end the whole connection; pings that find dead
    /// peers; no Server header; no limit on request bodies, as messages have their own; limits of HTTP/1.1 bodies do not apply.
    /// Source: PROTOCOL-HTTP2 (metadata must not fail a call); gRFC A9 (keepalive).
    /// </remarks>
    public static KestrelServerOptions UseGrpcDefaults(this KestrelServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddServerHeader = false;
        options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.Limits.MaxRequestBodySize = null;
        options.Limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
        options.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromMinutes(1);
        options.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        options.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http2);
        return options;
    }
}
