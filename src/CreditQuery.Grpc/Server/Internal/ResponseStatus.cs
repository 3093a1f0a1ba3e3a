using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.Server;

/// <summary>Writes the end of a response: status, message and trailing metadata.</summary>
internal static class ResponseStatus
{
    /// <summary>After headers and messages: as trailers.</summary>
    public static void WriteTrailers(HttpContext http, Status status, Metadata? trailers)
    {
        var target = http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
            ?? throw new InvalidOperationException("Trailers are not supported for this response.");
        Write(target, status, trailers);
    }

    /// <summary>Instead of headers and messages: as headers that end the stream.</summary>
    public static void WriteTrailersOnly(HttpResponse response, Status status, Metadata? trailers)
    {
        response.Headers.ContentType = GrpcProtocol.ContentTypeValue;
        Write(response.Headers, status, trailers);
    }

    private static void Write(IHeaderDictionary target, Status status, Metadata? trailers)
    {
        if (trailers is not null)
        {
            MetadataHeaders.Append(target, trailers, skipInvalid: true);
        }

        target.GrpcStatus = GrpcProtocol.StatusValue((int)status.StatusCode);
        if (!string.IsNullOrEmpty(status.Detail))
        {
            target.GrpcMessage = StatusMessage.Encode(status.Detail);
        }
    }
}
