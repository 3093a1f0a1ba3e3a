using System.Diagnostics;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What one read of a connection made runnable: requests to start, readers to wake. Run in turn, with one flush at the end.</summary>
/// <remarks>Most run on one thread. A second one takes over the rest of a batch whose first is kept by a handler (<see cref="Help"/>).</remarks>
internal sealed class Batch(ServerConnection connection, Batch? older) : IThreadPoolWorkItem
{
    private const int FirstCapacity = 64;

    // Threads that run it or are queued to; below that:
    private const int Open = 0;
    private const int Spare = -1;

    [ThreadStatic]
    private static ServerConnection? _running;

    private readonly ServerConnection _connection = connection;
    private (ServerStream Stream, bool IsStart)[] _items = new (ServerStream, bool)[FirstCapacity];
    private int _next;
    private int _runners = Open;

    /// <summary>The connection whose batch this thread runs; its output is flushed when the batch ends.</summary>
    public static ServerConnection? Running => _running;

    /// <summary>The batch of the connection that was made before this one; null: this is the first.</summary>
    public Batch? Older { get; } = older;

    public int Count { get; private set; }

    public void Add(ServerStream stream, bool isStart)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, 2 * Count);
        }

        _items[Count++] = (stream, isStart);
    }

    /// <summary>Puts some items into another batch as well.</summary>
    public void CopyTo(Batch other, int from, int count)
    {
        foreach (var (stream, isStart) in _items.AsSpan(from, count))
        {
            other.Add(stream, isStart);
        }
    }

    /// <summary>Keeps the first items only.</summary>
    public void Cut(int count)
    {
        Array.Clear(_items, count, Count - count);
        Count = count;
    }

    /// <summary>Takes it for new items, if it has run and is empty.</summary>
    public bool TryOpen() => Volatile.Read(ref _runners) == Spare && Interlocked.CompareExchange(ref _runners, Open, Spare) == Spare;

    /// <summary>It is complete: one thread will run it.</summary>
    public void Close()
    {
        _next = 0;
        Volatile.Write(ref _runners, 1);
    }

    /// <summary>Lets another thread run what is left, if anything is. At any time: it counts as a runner before the batch can be used again.</summary>
    public void Help()
    {
        var runners = Volatile.Read(ref _runners);
        if (runners > Open && Volatile.Read(ref _next) < Count && Interlocked.CompareExchange(ref _runners, runners + 1, runners) == runners)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Runs all of it on this thread.</summary>
    public void Execute()
    {
        var startedAt = Stopwatch.GetTimestamp();
        var context = ExecutionContext.Capture();
        var ran = 0;
        _running = _connection;
        try
        {
            for (int at; (at = Interlocked.Increment(ref _next) - 1) < Count; ran++)
            {
                Run(_items[at].Stream, _items[at].IsStart);
                if (context is not null && !ReferenceEquals(ExecutionContext.Capture(), context))
                {
                    // What one call leaves in its AsyncLocals is not for the next.
                    ExecutionContext.Restore(context);
                }
            }
        }
        finally
        {
            _running = null;
        }

        if (ran > 0)
        {
            _connection.Batches.OnRun(ran, Stopwatch.GetElapsedTime(startedAt));
        }

        _connection.Output.Flush();
        if (Interlocked.Decrement(ref _runners) == Open)
        {
            Cut(0);
            Volatile.Write(ref _runners, Spare);
        }
    }

    private void Run(ServerStream stream, bool isStart)
    {
        try
        {
            if (isStart)
            {
                stream.Start();
            }
            else
            {
                stream.Body.Wake();
            }
        }
        catch (Exception failure)
        {
            _connection.Log.ApplicationFailed(stream.Id, failure);
            stream.Reset(Http2ErrorCode.InternalError, "The response could not be made.");
        }
    }
}
