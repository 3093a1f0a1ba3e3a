using System.Diagnostics;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What one read of a connection made runnable: requests to start, readers to wake. Run in turn, with one flush at the end.</summary>
internal sealed class Batch(ServerConnection connection) : IThreadPoolWorkItem
{
    private const int FirstCapacity = 64;

    [ThreadStatic]
    private static ServerConnection? _running;

    private readonly ServerConnection _connection = connection;
    private (ServerStream Stream, bool IsStart)[] _items = new (ServerStream, bool)[FirstCapacity];

    /// <summary>The connection whose batch this thread runs; its output is flushed when the batch ends.</summary>
    public static ServerConnection? Running => _running;

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

    /// <summary>Runs all of it on this thread.</summary>
    public void Execute()
    {
        var startedAt = Stopwatch.GetTimestamp();
        var context = ExecutionContext.Capture();
        _running = _connection;
        try
        {
            foreach (var (stream, isStart) in _items.AsSpan(0, Count))
            {
                Run(stream, isStart);
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

        _connection.Batches.OnRun(Count, Stopwatch.GetElapsedTime(startedAt));
        Cut(0);
        _connection.Output.Flush();
        _connection.Batches.GiveBack(this);
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
