namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What one read of a connection made runnable: requests to start, readers to wake. Run in turn, with one flush at the end.</summary>
internal sealed class Batch(ServerConnection connection) : IThreadPoolWorkItem
{
    private const int FirstCapacity = 64;

    [ThreadStatic]
    private static ServerConnection? _running;

    private readonly ServerConnection _connection = connection;
    private (ServerStream Stream, bool IsStart)[] _items = new (ServerStream, bool)[FirstCapacity];
    private int _count;

    /// <summary>The connection whose batch this thread runs; its output is flushed when the batch ends.</summary>
    public static ServerConnection? Running => _running;

    public bool IsEmpty => _count == 0;

    public void Add(ServerStream stream, bool isStart)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, 2 * _count);
        }

        _items[_count++] = (stream, isStart);
    }

    /// <summary>Runs all of it on this thread.</summary>
    public void Execute()
    {
        var context = ExecutionContext.Capture();
        _running = _connection;
        try
        {
            for (var at = 0; at < _count; at++)
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

        Array.Clear(_items, 0, _count);
        _count = 0;
        _connection.Output.Flush();
        _connection.GiveBack(this);
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
