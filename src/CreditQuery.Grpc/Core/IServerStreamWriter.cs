namespace Grpc.Core;

/// <summary>Writes the responses of a streaming method.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>
{
}
