using System.Net;
using Grpc.Wire;

namespace Grpc.Client;

/// <summary>A request body of one message.</summary>
internal sealed class FrameContent : HttpContent
{
    private Task _sending = Task.CompletedTask;

    public FrameContent() => Headers.TryAddWithoutValidation("Content-Type", GrpcProtocol.ContentType);

    /// <summary>The message with its prefix.</summary>
    public ReadOnlyMemory<byte> Frame { get; set; }

    /// <summary>True when no send of this body is under way: it may be filled again.</summary>
    public bool IsAtRest => _sending.IsCompleted;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The handler may send it again on another connection before the first send has given up.
        var sending = stream.WriteAsync(Frame, cancellationToken).AsTask();
        _sending = _sending.IsCompleted ? sending : Task.WhenAll(_sending, sending);
        return sending;
    }

    protected override bool TryComputeLength(out long length)
    {
        // gRPC frames its messages itself; a content-length would be one more header for nothing.
        length = 0;
        return false;
    }
}
