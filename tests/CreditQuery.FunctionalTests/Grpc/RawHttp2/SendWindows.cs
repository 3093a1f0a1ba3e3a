namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>The streams of a connection and how many bytes the peer still takes. Source: RFC 9113 section 5.2.</summary>
internal sealed class SendWindows
{
    private const int DefaultWindow = 65_535;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, RawHttp2Stream> _streams = [];
    private long _connectionWindow = DefaultWindow;
    private long _initialWindow = DefaultWindow;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    public RawHttp2Stream Open(RawHttp2Connection connection, int id)
    {
        lock (_lock)
        {
            var stream = new RawHttp2Stream(connection, id, _initialWindow);
            _streams.Add(id, stream);
            if (_closed)
            {
                stream.Complete();
            }

            return stream;
        }
    }

    public RawHttp2Stream? Find(int id)
    {
        lock (_lock)
        {
            return _streams.GetValueOrDefault(id);
        }
    }

    public void Apply(IEnumerable<(Http2SettingId Id, uint Value)> settings)
    {
        lock (_lock)
        {
            foreach (var (id, value) in settings)
            {
                if (id == Http2SettingId.InitialWindowSize)
                {
                    var change = value - _initialWindow;
                    _initialWindow = value;
                    foreach (var stream in _streams.Values)
                    {
                        stream.SendWindow += change;
                    }
                }
            }

            Signal();
        }
    }

    public void Add(int streamId, int increment)
    {
        lock (_lock)
        {
            if (streamId == 0)
            {
                _connectionWindow += increment;
            }
            else if (_streams.TryGetValue(streamId, out var stream))
            {
                stream.SendWindow += increment;
            }

            Signal();
        }
    }

    /// <summary>Takes room for up to <paramref name="wanted"/> bytes and all of <paramref name="overhead"/>.</summary>
    /// <returns>The bytes granted, at least one if any is wanted; null when there is no room now.</returns>
    public int? TryTake(RawHttp2Stream stream, int wanted, int overhead)
    {
        lock (_lock)
        {
            var room = Math.Min(_connectionWindow, stream.SendWindow) - overhead;
            if (wanted + overhead > 0 && room < Math.Min(wanted, 1))
            {
                return null;
            }

            var granted = (int)Math.Min(Math.Max(room, 0), wanted);
            _connectionWindow -= granted + overhead;
            stream.SendWindow -= granted + overhead;
            return granted;
        }
    }

    /// <summary>The same, waiting for room.</summary>
    /// <exception cref="IOException">The connection ended first.</exception>
    public async Task<int> TakeAsync(RawHttp2Stream stream, int wanted, int overhead, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_closed)
                {
                    throw new IOException("The connection ended while a send waited for flow control.");
                }

                changed = _changed.Task;
            }

            if (TryTake(stream, wanted, overhead) is { } granted)
            {
                return granted;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var stream in _streams.Values)
            {
                stream.Complete();
            }

            Signal();
        }
    }

    private void Signal()
    {
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
