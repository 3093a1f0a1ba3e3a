using System.Net;
using Grpc.Wire;

namespace Grpc.Client;

/// <summary>The request body of one attempt of a streaming call.</summary>
internal sealed class StreamingContent : HttpContent
{
    private readonly StreamingRequest _request;

    public StreamingContent(StreamingRequest request)
    {
        _request = request;
        Headers.TryAddWithoutValidation("Content-Type", GrpcProtocol.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _request.RunAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
