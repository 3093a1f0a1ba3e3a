namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What happens on a connection by the clock, once a second: pings to a silent peer, and the end of what takes too long.</summary>
internal sealed class ConnectionTimer : IDisposable
{
    private const ulong PingContent = 0x616C_6976_6500_0001;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ServerConnection _connection;
    private readonly Http2Limits _limits;
    private readonly ITimer _timer;
    private readonly long _openedAt;
    private long _heardAt;
    private long _pingedAt;
    private long _headersSince;
    private long _idleSince;
    private int _lastStreamId;
    private int _hasHeard;

    public ConnectionTimer(ServerConnection connection)
    {
        _connection = connection;
        _limits = connection.Limits;
        _openedAt = _heardAt = _idleSince = _limits.Time.GetTimestamp();
        _timer = _limits.Time.CreateTimer(static timer => ((ConnectionTimer)timer!).OnSecond(), this, Period, Period);
    }

    /// <summary>Something came. Costs a write: the clock is asked by the timer.</summary>
    public void OnHeard() => Volatile.Write(ref _hasHeard, 1);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void OnSecond()
    {
        try
        {
            var now = _limits.Time.GetTimestamp();
            _connection.Guard.OnSecond();
            _connection.Shutdown.OnSecond();
            _connection.Batches.OnSecond();
            if (Find(now) is { } reason)
            {
                _connection.GiveUp(reason);
                return;
            }

            KeepAlive(now);

            // Answers that are ready do not wait for a handler that blocks the thread which is to flush them.
            _connection.Output.Flush();
        }
        catch (Exception failure)
        {
            _connection.Log.TimerFailed(failure);
        }
    }

    /// <summary>Says what has taken too long; null: nothing has.</summary>
    private string? Find(long now)
    {
        if (!_connection.IsSettled && IsOver(_openedAt, _limits.HeadersTimeout, now))
        {
            return "The settings were not exchanged in time.";
        }

        _headersSince = !_connection.IsInHeaders ? 0 : _headersSince == 0 ? now : _headersSince;
        if (_headersSince != 0 && IsOver(_headersSince, _limits.HeadersTimeout, now))
        {
            return "A header block did not end in time.";
        }

        if (_pingedAt != 0 && Volatile.Read(ref _hasHeard) == 0 && IsOver(_pingedAt, _limits.PingTimeout, now))
        {
            return "The peer answers no ping.";
        }

        return IsTooSlow(now) ? "A request body comes too slowly." : null;
    }

    private void KeepAlive(long now)
    {
        if (Interlocked.Exchange(ref _hasHeard, 0) != 0)
        {
            _heardAt = now;
            _pingedAt = 0;
        }
        else if (_pingedAt == 0 && IsOver(_heardAt, _limits.PingDelay, now))
        {
            _pingedAt = now;
            _connection.Control.Ping(PingContent, isAck: false);
        }

        LookAtStreams(now);
        if (_idleSince != 0 && IsOver(_idleSince, _limits.IdleTimeout, now))
        {
            _connection.Shutdown.Begin();
        }
    }

    private void LookAtStreams(long now)
    {
        lock (_connection.Output.Gate)
        {
            // Most streams begin and end between two seconds.
            var hasNew = _connection.LastStreamId != _lastStreamId;
            _lastStreamId = _connection.LastStreamId;
            _idleSince = hasNew || _connection.Streams.Count > 0 ? 0 : _idleSince == 0 ? now : _idleSince;
            _connection.Streams.Trim();
        }
    }

    /// <summary>Whether somebody waits for a body that comes more slowly than the limits allow.</summary>
    private bool IsTooSlow(long now)
    {
        if (_limits.MinRequestBodyRate is null)
        {
            return false;
        }

        lock (_connection.Output.Gate)
        {
            foreach (var stream in _connection.Streams.ToArray())
            {
                if (stream.IsTooSlow(now))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsOver(long since, TimeSpan limit, long now) =>
        limit != Timeout.InfiniteTimeSpan && limit != TimeSpan.MaxValue && _limits.Time.GetElapsedTime(since, now) >= limit;
}
