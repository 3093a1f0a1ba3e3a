namespace CreditQuery.GrpcHosting.Http2;

/// <summary>The streams of a connection: open ones, ones whose handler still runs, and objects for the next. Under the gate of the output.</summary>
internal sealed class StreamTable(ServerConnection connection)
{
    // Objects kept for later streams; each keeps some kilobytes and what the host keeps in it.
    private const int MostSpare = 128;

    // What stays of them with a connection that says little for hours.
    private const int LeastSpare = 8;

    private readonly ServerConnection _connection = connection;
    private readonly Dictionary<int, ServerStream> _streams = [];
    private readonly Stack<ServerStream> _spare = [];
    private readonly HashSet<int> _lingering = [];
    private readonly Queue<int> _lingeringInOrder = [];
    private readonly int _mostLingering = 2 * connection.Limits.MaxStreams;
    private int _unused;

    /// <summary>Streams that are open or whose handler still runs.</summary>
    public int Count => _streams.Count;

    /// <summary>Streams that count for the client's limit.</summary>
    public int Counted { get; private set; }

    /// <summary>Objects for later streams.</summary>
    public int Spare => _spare.Count;

    /// <summary>All of them, in an array of its own.</summary>
    public ServerStream[] ToArray() => [.. _streams.Values];

    /// <summary>A stream for the next request.</summary>
    public ServerStream Rent()
    {
        if (!_spare.TryPop(out var stream))
        {
            stream = _connection.Application.CreateStream(_connection);
        }

        _unused = Math.Min(_unused, _spare.Count);
        return stream;
    }

    /// <summary>A second has passed: of the spare objects that were not needed in it, half go.</summary>
    public void Trim()
    {
        for (var gone = Math.Min((_unused + 1) / 2, _spare.Count - LeastSpare); gone > 0; gone--)
        {
            _spare.Pop();
        }

        _unused = _spare.Count;
    }

    /// <summary>A rented stream is not needed.</summary>
    public void GiveBack(ServerStream stream)
    {
        stream.Forget();
        if (_spare.Count < MostSpare)
        {
            _spare.Push(stream);
        }
    }

    public void Add(ServerStream stream)
    {
        _streams.Add(stream.Id, stream);
        stream.IsCounted = true;
        Counted++;
    }

    public bool Contains(ServerStream stream) => _streams.TryGetValue(stream.Id, out var known) && known == stream;

    public ServerStream? Find(int id) => _streams.GetValueOrDefault(id);

    /// <summary>The peer may still send frames of a stream that is over for us: they are let pass.</summary>
    public void Linger(int id)
    {
        if (_lingering.Add(id))
        {
            _lingeringInOrder.Enqueue(id);
            if (_lingeringInOrder.Count > _mostLingering)
            {
                _lingering.Remove(_lingeringInOrder.Dequeue());
            }
        }
    }

    public bool IsLingering(int id) => _lingering.Contains(id);

    /// <summary>The last frame of the response is written. A client that still sends is told that nobody listens.</summary>
    public void OnResponseEnded(ServerStream stream)
    {
        if (!stream.IsRequestEnded)
        {
            // RFC 9113, 8.1: after a complete response.
            _connection.Control.Reset(stream.Id, Http2ErrorCode.NoError);
            EndRequest(stream);
        }

        Uncount(stream);
        RemoveIfDone(stream);
    }

    /// <summary>Nothing goes to and fro on the stream any more. Whoever closes it tells it so, without the gate: <see cref="ServerStream.Abort"/>.</summary>
    /// <param name="mayLinger">The peer may not know yet.</param>
    public void Close(ServerStream stream, bool mayLinger)
    {
        if (!Contains(stream))
        {
            return;
        }

        stream.MarkAborted();
        stream.Output.IsDropped = true;
        if (!stream.Send.IsClosed)
        {
            stream.Send.IsClosed = true;
            _connection.Scheduler.Leave(stream.Send);
        }

        stream.Send.OnSent();
        if (!stream.IsRequestEnded && mayLinger)
        {
            EndRequest(stream);
        }

        stream.IsRequestEnded = true;
        Uncount(stream);
        RemoveIfDone(stream);
    }

    /// <summary>Takes a stream out whose handler has ended and whose response is out.</summary>
    public void RemoveIfDone(ServerStream stream)
    {
        if (!stream.HasHandlerEnded || !stream.Send.IsClosed || !_streams.Remove(stream.Id))
        {
            return;
        }

        if (stream.CanBeUsedAgain)
        {
            GiveBack(stream);
        }

        if (_streams.Count == 0)
        {
            _connection.OnNoStreams();
        }
    }

    private void EndRequest(ServerStream stream)
    {
        stream.IsRequestEnded = true;
        Linger(stream.Id);
    }

    private void Uncount(ServerStream stream)
    {
        if (stream.IsCounted)
        {
            stream.IsCounted = false;
            Counted--;
        }
    }
}
