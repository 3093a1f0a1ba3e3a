namespace Grpc.Core;

/// <summary>Reads a stream of messages, one after the other.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message the last successful <see cref="MoveNext"/> found.</summary>
    T Current { get; }

    /// <summary>Goes to the next message.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="RpcException">The call failed.</exception>
    /// <exception cref="InvalidOperationException">The previous MoveNext has not ended.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
