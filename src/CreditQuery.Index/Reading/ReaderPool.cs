using System.Collections.Concurrent;
using CreditQuery.Index.Store;

namespace CreditQuery.Index;

/// <summary>Readers that are not in use, and the count of those made: an index is closed once all are back.</summary>
/// <remarks>Thread-safe. One place beside the queue is enough for a call after the other: lending and giving back cost an exchange each.</remarks>
internal sealed class ReaderPool(CreditIndex index, SubjectStore store) : IDisposable
{
    private readonly ConcurrentQueue<IndexReader> _free = new();
    private IndexReader? _spare;
    private int _made;
    private volatile bool _isClosing;

    /// <summary>Lends a reader.</summary>
    /// <exception cref="IndexClosedException">The index is being closed.</exception>
    public IndexReader Rent()
    {
        var reader = Interlocked.Exchange(ref _spare, null) ?? (_free.TryDequeue(out var free) ? free : Make());
        if (_isClosing)
        {
            // Never to the place of the spare one: it would be counted twice.
            _free.Enqueue(reader);
            throw new IndexClosedException();
        }

        return reader;
    }

    /// <summary>Takes a reader back.</summary>
    /// <param name="reader">The reader.</param>
    public void Return(IndexReader reader)
    {
        if (Interlocked.Exchange(ref _spare, reader) is { } other)
        {
            _free.Enqueue(other);
        }
    }

    /// <summary>Lends none any more, and waits until those lent are back.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        _isClosing = true;

        // Whoever rents counts first and looks then, whoever closes the other way round: one of the two sees the other.
        Interlocked.MemoryBarrier();
        while (Volatile.Read(ref _made) > _free.Count + (Volatile.Read(ref _spare) is null ? 0 : 1))
        {
            await Task.Delay(1, cancellationToken);
        }
    }

    /// <summary>Closes the readers that are back.</summary>
    public void Dispose()
    {
        _spare?.Close();
        while (_free.TryDequeue(out var reader))
        {
            reader.Close();
        }
    }

    private IndexReader Make()
    {
        var reader = new IndexReader(index, store.NewSession());
        Interlocked.Increment(ref _made);
        return reader;
    }
}
