using System.Net;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Client;

/// <summary>The request body of one attempt of a streaming call.</summary>
internal sealed class StreamingContent : HttpContent
{
    private readonly StreamingRequest _request;
    private bool _isSent;

    public StreamingContent(StreamingRequest request)
    {
        _request = request;
        Headers.TryAddWithoutValidation("Content-Type", GrpcProtocol.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The handler itself repeats a request that the server refused; it does not know that messages would be missing.
        if (Interlocked.Exchange(ref _isSent, true) && !await _request.CanRepeatAsync())
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The server refused the stream after messages had been written."));
        }

        await _request.RunAsync(stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
