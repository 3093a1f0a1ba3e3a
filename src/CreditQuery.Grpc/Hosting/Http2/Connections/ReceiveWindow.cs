namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What a peer may send, on a stream or on the connection. The connection takes, the application gives back, each on its own thread.</summary>
internal sealed class ReceiveWindow(int size)
{
    // Every byte needs its frame in the end; half a window a time keeps the peer sending.
    private readonly int _updateFrom = size / 2;
    private readonly int _size = size;
    private long _granted = size;
    private long _received;
    private int _owed;

    /// <summary>Counts bytes that came.</summary>
    /// <returns>False: more than the peer was granted.</returns>
    public bool TryTake(int bytes)
    {
        _received += bytes;
        return _received <= Volatile.Read(ref _granted);
    }

    /// <summary>Counts bytes that are consumed.</summary>
    /// <returns>By how much a WINDOW_UPDATE has to open the window now; 0: by nothing yet.</returns>
    public int GiveBack(int bytes)
    {
        if (Interlocked.Add(ref _owed, bytes) < _updateFrom)
        {
            return 0;
        }

        var owed = Interlocked.Exchange(ref _owed, 0);
        Interlocked.Add(ref _granted, owed);
        return owed;
    }

    /// <summary>As new.</summary>
    public void Reset()
    {
        _granted = _size;
        _received = 0;
        _owed = 0;
    }
}
