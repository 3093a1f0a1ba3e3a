using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.Server;

/// <summary>Tells gRPC requests for one method from everything else, and answers everything else.</summary>
internal static class RequestGate
{
    private const string Upgrade = "HTTP/2";

    /// <returns>False when the request has its answer already.</returns>
    public static bool Admit(HttpContext http, IMethod method)
    {
        var request = http.Request;
        if (ReferenceEquals(request.Protocol, HttpProtocol.Http2)
            && string.Equals(request.Headers.ContentType, GrpcProtocol.ContentType, StringComparison.Ordinal)
            && HttpMethods.IsPost(request.Method)
            && string.Equals(RawPath(http), method.FullName, StringComparison.Ordinal))
        {
            return true;
        }

        return AdmitUnusual(http, method);
    }

    /// <summary>The path as it was sent: routing ignores case, escapes, dot segments, a trailing slash and a query; gRPC does not.</summary>
    private static string RawPath(HttpContext http) =>
        http.Features.Get<IHttpRequestFeature>() is { RawTarget: { Length: > 0 } raw } ? raw : http.Request.PathBase.Value + http.Request.Path.Value;

    private static bool AdmitUnusual(HttpContext http, IMethod method)
    {
        var request = http.Request;
        if (!HttpProtocol.IsHttp2(request.Protocol) && !HttpProtocol.IsHttp3(request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            http.Response.Headers.Upgrade = Upgrade;
            return false;
        }

        if (!GrpcProtocol.IsGrpcContentType(request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        // A route group may stand before the name of the method.
        var path = request.PathBase.Value + request.Path.Value;
        if (!HttpMethods.IsPost(request.Method)
            || !string.Equals(RawPath(http), path, StringComparison.Ordinal)
            || !path.EndsWith(method.FullName, StringComparison.Ordinal))
        {
            ResponseStatus.WriteTrailersOnly(
                http.Response,
                new Status(StatusCode.Unimplemented, "Method is unimplemented."),
                null);
            return false;
        }

        return true;
    }
}
