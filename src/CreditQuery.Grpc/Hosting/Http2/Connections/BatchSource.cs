namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Gathers what becomes runnable into batches, as large as handlers have lately been quick.</summary>
internal sealed class BatchSource(ServerConnection connection)
{
    // As long as some hundred quick handlers take. What is slower is shared out to other threads.
    private static readonly TimeSpan LongestBatch = TimeSpan.FromMilliseconds(1);

    // More parts than processors would only wait for each other.
    private static readonly int MostParts = Environment.ProcessorCount;

    // Batches that run at a time: as many as are kept for later ones.
    private static readonly int MostSpare = 2 * MostParts;

    private readonly ServerConnection _connection = connection;
    private readonly Batch?[] _spare = new Batch?[MostSpare];
    private Batch _gathering = new(connection);
    private long _ticksPerItem;

    /// <summary>A stream has something to run. The reader's.</summary>
    /// <param name="isStart">A request begins; else a reader of its body goes on.</param>
    public void Add(ServerStream stream, bool isStart) => _gathering.Add(stream, isStart);

    /// <summary>What has gathered; null: nothing. What is more than one thread should run goes to others. The reader's.</summary>
    public Batch? Take()
    {
        if (_gathering.Count == 0)
        {
            return null;
        }

        var batch = _gathering;
        _gathering = Next();
        var parts = Math.Clamp(batch.Count * Volatile.Read(ref _ticksPerItem) / LongestBatch.Ticks, 1, Math.Min(MostParts, batch.Count));
        var most = (batch.Count + (int)parts - 1) / (int)parts;
        for (var at = most; at < batch.Count; at += most)
        {
            var part = Next();
            batch.CopyTo(part, at, Math.Min(most, batch.Count - at));
            ThreadPool.UnsafeQueueUserWorkItem(part, preferLocal: false);
        }

        batch.Cut(Math.Min(most, batch.Count));
        return batch;
    }

    /// <summary>What has gathered runs on other threads. The reader's.</summary>
    public void Dispatch()
    {
        if (Take() is { } batch)
        {
            ThreadPool.UnsafeQueueUserWorkItem(batch, preferLocal: false);
        }
    }

    /// <summary>A batch has run.</summary>
    public void OnRun(int items, TimeSpan took)
    {
        const int Weight = 4;
        var before = Volatile.Read(ref _ticksPerItem);
        Volatile.Write(ref _ticksPerItem, before + (((took.Ticks / items) - before) / Weight));
    }

    /// <summary>Takes back a batch that has run and is empty.</summary>
    public void GiveBack(Batch batch)
    {
        foreach (ref var place in _spare.AsSpan())
        {
            if (place is null && Interlocked.CompareExchange(ref place, batch, null) is null)
            {
                return;
            }
        }
    }

    private Batch Next()
    {
        foreach (ref var place in _spare.AsSpan())
        {
            if (place is not null && Interlocked.Exchange(ref place, null) is { } spare)
            {
                return spare;
            }
        }

        return new Batch(_connection);
    }
}
