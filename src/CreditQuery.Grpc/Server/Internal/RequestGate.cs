using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

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
            && string.Equals(request.Path.Value, method.FullName, StringComparison.Ordinal))
        {
            return true;
        }

        return AdmitUnusual(http, method);
    }

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

        // Routing ignores case and a trailing slash, gRPC does not. A route group may stand before the name of the method.
        if (!HttpMethods.IsPost(request.Method) || request.Path.Value?.EndsWith(method.FullName, StringComparison.Ordinal) != true)
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
