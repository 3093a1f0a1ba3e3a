namespace Grpc.Client;

/// <summary>How much all calls of a channel keep for retries. Thread-safe.</summary>
/// <param name="maxBytes">Bound; null for none.</param>
internal sealed class RetryBuffer(long? maxBytes)
{
    private long _bytes;

    /// <summary>Counts bytes that are kept.</summary>
    /// <returns>False when that is more than the bound; they are counted all the same.</returns>
    public bool Add(int bytes) => Interlocked.Add(ref _bytes, bytes) <= (maxBytes ?? long.MaxValue);

    /// <summary>Counts bytes that are kept no more.</summary>
    public void Remove(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
