using Grpc.Core;

namespace Grpc.Client;

/// <summary>Which status an HTTP status without grpc-status becomes. Source: gRPC http-grpc-status-mapping.md.</summary>
internal static class HttpStatusMapping
{
    public static StatusCode ToGrpc(int httpStatus) => httpStatus switch
    {
        400 or 431 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>Which status an HTTP/2 error code of the server becomes. Source: PROTOCOL-HTTP2, "HTTP2 Transport Mapping".</summary>
    public static StatusCode OfReset(long errorCode) => errorCode switch
    {
        7 => StatusCode.Unavailable,
        8 => StatusCode.Cancelled,
        11 => StatusCode.ResourceExhausted,
        12 => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };
}
