namespace Grpc.Core;

/// <summary>Writes a stream of messages, one after the other.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Options of the writes that follow; null for none.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes one message; only one write may be pending.</summary>
    Task WriteAsync(T message);

    /// <summary>Writes one message unless cancelled.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            // Writers that came before this method cannot be cancelled.
            throw new NotSupportedException("Cancellation of stream writes is not supported by this gRPC implementation.");
        }

        return WriteAsync(message);
    }
}
