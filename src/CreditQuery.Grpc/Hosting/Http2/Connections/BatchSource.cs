namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Gathers what becomes runnable into batches, as large as handlers have lately been quick.</summary>
internal sealed class BatchSource
{
    // As long as some hundred quick handlers take. What is slower is shared out to other threads.
    private static readonly TimeSpan LongestBatch = TimeSpan.FromMilliseconds(1);

    // More parts than processors would only wait for each other.
    private static readonly int MostParts = Environment.ProcessorCount;

    private readonly ServerConnection _connection;
    private Batch _gathering;
    private Batch? _newest;
    private long _ticksPerItem;

    public BatchSource(ServerConnection connection)
    {
        _connection = connection;
        _gathering = Next();
    }

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
            part.Close();
            ThreadPool.UnsafeQueueUserWorkItem(part, preferLocal: false);
        }

        batch.Cut(Math.Min(most, batch.Count));
        batch.Close();
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

    /// <summary>A second has passed: batches that are under way get one more thread. One whose handler waits for another of its batch would wait for ever.</summary>
    public void OnSecond()
    {
        for (var batch = Volatile.Read(ref _newest); batch is not null; batch = batch.Older)
        {
            batch.Help();
        }
    }

    /// <summary>An empty batch: one that has run, or a new one. There are as many as ever were under way at a time.</summary>
    private Batch Next()
    {
        for (var batch = _newest; batch is not null; batch = batch.Older)
        {
            if (batch.TryOpen())
            {
                return batch;
            }
        }

        var made = new Batch(_connection, _newest);
        Volatile.Write(ref _newest, made);
        return made;
    }
}
