using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What the pipeline of ASP.NET sees of a stream: the request and the connection it came by.</summary>
internal abstract class StreamFeatures(ServerConnection connection) : ResponseFeatures(connection),
    IHttpRequestFeature,
    IHttpRequestBodyDetectionFeature,
    IRequestBodyPipeFeature,
    IHttpRequestTrailersFeature,
    IHttpRequestIdentifierFeature,
    IHttpMaxRequestBodySizeFeature,
    IHttpMinRequestBodyDataRateFeature,
    IHttpConnectionFeature,
    IEndpointFeature,
    IRouteValuesFeature
{
    private ConnectionOverride? _override;
    private Stream? _bodyStream;
    private string? _traceIdentifier;

    /// <inheritdoc/>
    string IHttpRequestFeature.Protocol { get; set; } = HttpProtocol.Http2;

    /// <inheritdoc/>
    public string Scheme { get; set; } = "";

    /// <inheritdoc/>
    public string Method { get; set; } = "";

    /// <inheritdoc/>
    public string PathBase { get; set; } = "";

    /// <inheritdoc/>
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    public string QueryString { get; set; } = "";

    /// <inheritdoc/>
    public string RawTarget { get; set; } = "";

    /// <inheritdoc/>
    IHeaderDictionary IHttpRequestFeature.Headers { get; set; } = null!;

    /// <inheritdoc/>
    Stream IHttpRequestFeature.Body
    {
        get => _bodyStream ??= Body.AsStream(leaveOpen: true);
        set => _bodyStream = value;
    }

    /// <inheritdoc/>
    PipeReader IRequestBodyPipeFeature.Reader => Body;

    /// <inheritdoc/>
    bool IHttpRequestBodyDetectionFeature.CanHaveBody => HasBody;

    /// <inheritdoc/>
    bool IHttpRequestTrailersFeature.Available => Body.IsRead;

    /// <inheritdoc/>
    IHeaderDictionary IHttpRequestTrailersFeature.Trailers => Body.IsRead
        ? RequestTrailers ??= []
        : throw new InvalidOperationException("The request trailers are not available yet.");

    /// <inheritdoc/>
    string IHttpRequestIdentifierFeature.TraceIdentifier
    {
        get => _traceIdentifier ??= string.Create(CultureInfo.InvariantCulture, $"{Connection.Features.Id}:{Id:X8}");
        set => _traceIdentifier = value;
    }

    /// <inheritdoc/>
    bool IHttpMaxRequestBodySizeFeature.IsReadOnly => Body.HasStarted;

    /// <inheritdoc/>
    long? IHttpMaxRequestBodySizeFeature.MaxRequestBodySize
    {
        get => Body.MaxBytes;
        set => Body.MaxBytes = Body.HasStarted ? throw new InvalidOperationException("The body is being read already.") : value;
    }

    /// <inheritdoc/>
    MinDataRate? IHttpMinRequestBodyDataRateFeature.MinDataRate
    {
        get => MinBodyRate;
        set => MinBodyRate = value;
    }

    /// <inheritdoc/>
    string IHttpConnectionFeature.ConnectionId
    {
        get => Connection.Features.Id;
        set => throw new NotSupportedException("The name of a connection cannot be changed.");
    }

    /// <inheritdoc/>
    IPAddress? IHttpConnectionFeature.RemoteIpAddress
    {
        get => _override is null ? Connection.Features.Remote?.Address : _override.RemoteAddress;
        set => Override().RemoteAddress = value;
    }

    /// <inheritdoc/>
    IPAddress? IHttpConnectionFeature.LocalIpAddress
    {
        get => _override is null ? Connection.Features.Local?.Address : _override.LocalAddress;
        set => Override().LocalAddress = value;
    }

    /// <inheritdoc/>
    int IHttpConnectionFeature.RemotePort
    {
        get => _override is null ? Connection.Features.Remote?.Port ?? 0 : _override.RemotePort;
        set => Override().RemotePort = value;
    }

    /// <inheritdoc/>
    int IHttpConnectionFeature.LocalPort
    {
        get => _override is null ? Connection.Features.Local?.Port ?? 0 : _override.LocalPort;
        set => Override().LocalPort = value;
    }

    /// <inheritdoc/>
    Endpoint? IEndpointFeature.Endpoint { get; set; }

    /// <inheritdoc/>
    Microsoft.AspNetCore.Routing.RouteValueDictionary IRouteValuesFeature.RouteValues
    {
        get => RouteValues ??= [];
        set => RouteValues = value;
    }

    private Microsoft.AspNetCore.Routing.RouteValueDictionary? RouteValues { get; set; }

    /// <summary>Takes over what the head of the request says.</summary>
    public void Describe(RequestTarget target)
    {
        Method = Request.Method!;
        Scheme = Request.Scheme ?? "";
        Path = target.Path;
        QueryString = target.Query;
        RawTarget = target.Raw;
        ((IHttpRequestFeature)this).Headers = Request.Headers;
    }

    /// <inheritdoc/>
    public override void Forget()
    {
        base.Forget();
        ((IHttpRequestFeature)this).Protocol = HttpProtocol.Http2;
        ((IEndpointFeature)this).Endpoint = null;
        RouteValues = null;
        PathBase = "";
        _override = null;
        _bodyStream = null;
        _traceIdentifier = null;
    }

    private ConnectionOverride Override() => _override ??= new ConnectionOverride(Connection.Features);
}
