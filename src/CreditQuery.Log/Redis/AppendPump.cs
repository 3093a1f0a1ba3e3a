using System.Threading.Channels;

namespace CreditQuery.Log.Redis;

/// <summary>Sends appends in their order: what gathered while Redis worked goes out together, and nothing more before all of it is answered.</summary>
/// <remarks>So an append whose answer was lost is repeated before the ones that came after it, and with appendfsync always a window takes one flush.</remarks>
internal sealed class AppendPump : IAsyncDisposable
{
    private const int MaxWindow = 512;
    private const int MaxWindowBytes = 4 << 20;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    // The node has five seconds to stop, most of them for others.
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);

    private readonly RedisSettings _settings;
    private readonly RedisLink _link;
    private readonly RedisLogCalls _calls;
    private readonly Action<LogHead> _appended;
    private readonly Channel<RedisAppend> _waiting = Channel.CreateUnbounded<RedisAppend>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Task _running;
    private long _waitingBytes;

    /// <summary>Starts it.</summary>
    /// <param name="settings">Settings.</param>
    /// <param name="link">The connection.</param>
    /// <param name="calls">The calls.</param>
    /// <param name="appended">Is told of each new event before its writer is.</param>
    public AppendPump(RedisSettings settings, RedisLink link, RedisLogCalls calls, Action<LogHead> appended)
    {
        _settings = settings;
        _link = link;
        _calls = calls;
        _appended = appended;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Adds an append at the end of those that wait.</summary>
    /// <exception cref="AppendRefusedException">Too many bytes wait.</exception>
    /// <exception cref="ObjectDisposedException">Closed.</exception>
    public void Enqueue(RedisAppend append)
    {
        // One at a time: the order of the calls is the order in the queue.
        lock (_gate)
        {
            if (_waitingBytes > 0 && Volatile.Read(ref _waitingBytes) + append.SizeBytes > _settings.MaxPendingBytes)
            {
                throw new AppendRefusedException(AppendRefusal.QueueFull);
            }

            ObjectDisposedException.ThrowIf(!_waiting.Writer.TryWrite(append), typeof(RedisChangeLog));
            Interlocked.Add(ref _waitingBytes, append.SizeBytes);
        }
    }

    /// <summary>Sends what waits, for a short time, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        _stop.CancelAfter(ClosePatience);
        await _running;
    }

    private async Task RunAsync()
    {
        var window = new List<RedisAppend>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            Take(window);
            await SendAsync(window);
        }
    }

    private void Take(List<RedisAppend> window)
    {
        for (var bytes = 0; bytes < MaxWindowBytes && window.Count < MaxWindow && _waiting.Reader.TryRead(out var append);)
        {
            bytes += append.SizeBytes;
            Interlocked.Add(ref _waitingBytes, -append.SizeBytes);
            if (!append.Token.IsCancellationRequested || !append.TrySetCanceled(append.Token))
            {
                window.Add(append);
            }
        }
    }

    private async Task SendAsync(List<RedisAppend> window)
    {
        while (window.Count > 0)
        {
            if (await ServerAsync(window) is { } server)
            {
                await SendToAsync(server, window);
                if (window.Count > 0 && !server.Lost.IsCancellationRequested)
                {
                    await PauseAsync();
                }
            }
        }
    }

    // Null once time is up for those that wait; they have been told.
    private async Task<RedisServer?> ServerAsync(List<RedisAppend> window)
    {
        Expire(window);
        if (window.Count == 0)
        {
            return null;
        }

        var now = _settings.Time.GetTimestamp();
        var left = window.Min(append => _settings.Time.GetElapsedTime(now, Math.Max(now, append.Deadline)));
        try
        {
            return await _link.ConnectedAsync(_stop.Token).WaitAsync(left, _settings.Time);
        }
        catch (Exception fault) when (fault is TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            Expire(window);
            return null;
        }
    }

    private async Task SendToAsync(RedisServer server, List<RedisAppend> window)
    {
        LogFailpoints.At(LogFailpoint.BeforeAppend);
        var calls = new Task<AppendReceipt>[window.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            window[i].WasSent = true;
            calls[i] = _calls.AppendAsync(server, window[i]);
        }

        var unanswered = new List<RedisAppend>();
        for (var i = 0; i < calls.Length; i++)
        {
            if (!await IsAnsweredAsync(window[i], calls[i]))
            {
                unanswered.Add(window[i]);
            }
        }

        window.Clear();
        window.AddRange(unanswered);
    }

    private async Task<bool> IsAnsweredAsync(RedisAppend append, Task<AppendReceipt> call)
    {
        try
        {
            var receipt = await call;
            LogFailpoints.At(LogFailpoint.AppendDurable);
            if (!receipt.IsRepeated)
            {
                _appended(new LogHead(receipt.Revision, receipt.Chain, receipt.RecordedAt));
            }

            append.TrySetResult(receipt);
        }
        catch (ChangeLogUnavailableException fault)
        {
            append.LastFault = fault;
            return false;
        }
        catch (Exception fault)
        {
            append.TrySetException(fault);
        }

        return true;
    }

    private void Expire(List<RedisAppend> window)
    {
        var now = _settings.Time.GetTimestamp();
        window.RemoveAll(append =>
        {
            if (append.Deadline > now && !_stop.IsCancellationRequested)
            {
                return false;
            }

            var sent = append.WasSent ? "an append was sent and not answered" : "an append was not sent";
            append.TrySetException(new ChangeLogUnavailableException($"{_settings.Where}: {sent}", append.LastFault));
            return true;
        });
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(RetryPause, _settings.Time, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Closing: what waits is tried once more or told.
        }
    }
}
