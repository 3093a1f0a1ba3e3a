namespace CreditQuery.Log.Redis;

/// <summary>The connection in use, and the loop that makes another one when it is lost.</summary>
/// <remarks>Thread-safe. Pauses between attempts grow from 50 ms to the option's bound, with jitter, so that many nodes do not come back at the same moment.</remarks>
internal sealed class RedisLink : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    // A connection that lasted so long was a good one: the next pause is short again.
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(10);

    private readonly RedisSettings _settings;
    private readonly RedisElection _election;
    private readonly Func<RedisServer, CancellationToken, Task> _prepare;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<RedisServer> _connected = NewSignal();
    private Task _running = Task.CompletedTask;
    private volatile RedisServer? _current;

    /// <summary>Takes its parts; <see cref="StartAsync"/> connects.</summary>
    /// <param name="settings">Settings.</param>
    /// <param name="election">Chooses the server.</param>
    /// <param name="prepare">What must be done with each new connection before it is used: subscribing.</param>
    public RedisLink(RedisSettings settings, RedisElection election, Func<RedisServer, CancellationToken, Task> prepare)
    {
        _settings = settings;
        _election = election;
        _prepare = prepare;
    }

    /// <summary>The connection in use; null while there is none.</summary>
    public RedisServer? Current => _current is { } server && !server.Lost.IsCancellationRequested ? server : null;

    /// <summary>The connection in use.</summary>
    /// <exception cref="ChangeLogUnavailableException">There is none now.</exception>
    public RedisServer Require() => Current ?? throw new ChangeLogUnavailableException($"{_settings.Where}: not connected ({_current?.Reason ?? "never was"})");

    /// <summary>Waits for a connection.</summary>
    public async Task<RedisServer> ConnectedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<RedisServer> next;
            lock (_gate)
            {
                next = _connected.Task;
            }

            if (Current is { } server)
            {
                return server;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Connects once, and keeps connected from then on.</summary>
    /// <exception cref="ChangeLogUnavailableException">Redis cannot be reached now.</exception>
    public async Task<RedisServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = await ConnectAsync(cancellationToken);
        _running = RunAsync(server);
        return server;
    }

    /// <summary>Ends the loop and the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _current?.Dispose();
        lock (_gate)
        {
            _connected.TrySetException(new ObjectDisposedException(nameof(RedisChangeLog)));
            _ = _connected.Task.Exception;
        }
    }

    private static TaskCompletionSource<RedisServer> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<RedisServer> ConnectAsync(CancellationToken cancellationToken)
    {
        var server = await _election.ElectAsync(cancellationToken);
        try
        {
            await _prepare(server, cancellationToken);
        }
        catch
        {
            server.Dispose();
            throw;
        }

        Publish(server);
        Log.RedisConnected(_settings.Logger, server.Where);
        return server;
    }

    private void Publish(RedisServer server)
    {
        TaskCompletionSource<RedisServer> told;
        lock (_gate)
        {
            _current = server;
            told = _connected;
            _connected = NewSignal();
        }

        told.TrySetResult(server);
    }

    private async Task RunAsync(RedisServer server)
    {
        try
        {
            var pause = FirstPause;
            while (true)
            {
                var since = _settings.Time.GetTimestamp();
                await LostAsync(server);
                Log.RedisLost(_settings.Logger, server.Where, server.Reason);
                server.Dispose();
                pause = _settings.Time.GetElapsedTime(since) > Lasting ? FirstPause : pause;
                (server, pause) = await ReconnectAsync(pause);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The log is closed.
        }
    }

    private async Task LostAsync(RedisServer server)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var told = server.Lost.Register(() => lost.TrySetResult());
        await lost.Task.WaitAsync(_stop.Token);
    }

    private async Task<(RedisServer Server, TimeSpan Pause)> ReconnectAsync(TimeSpan pause)
    {
        var told = "";
        while (true)
        {
            await Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), _settings.Time, _stop.Token);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _settings.Options.MaxReconnectPause.Ticks));
            try
            {
                return (await ConnectAsync(_stop.Token), pause);
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !_stop.IsCancellationRequested)
            {
                // Each reason once: an outage of an hour is one line.
                if (fault.Message != told)
                {
                    told = fault.Message;
                    Log.RedisUnreachable(_settings.Logger, fault.Message);
                }
            }
        }
    }
}
