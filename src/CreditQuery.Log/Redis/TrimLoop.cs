namespace CreditQuery.Log.Redis;

/// <summary>Forgets old events in the background, a bounded number at a time.</summary>
internal sealed class TrimLoop(RedisLogParts parts) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private volatile TrimBound _bound = new(0, default);
    private bool _isRunning;

    /// <summary>Allows the log to forget.</summary>
    public void TruncateBefore(TrimBound bound)
    {
        lock (_gate)
        {
            _bound = bound;
            if (!_isRunning && !_stop.IsCancellationRequested)
            {
                _isRunning = true;
                _running = RunAsync();
            }
        }
    }

    /// <summary>Completes when what was allowed is forgotten, or could not be.</summary>
    internal Task Idle
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Idle;
    }

    // A fault leaves more in the log than is needed; the next call tries again.
    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            var before = parts.Known.Oldest;
            while (true)
            {
                var bound = _bound;
                LogFailpoints.At(LogFailpoint.BeforeTrim);
                var (oldest, forgotten) = await parts.Calls.TrimAsync(parts.Link.Require(), bound, _stop.Token);
                if (forgotten > 0)
                {
                    LogFailpoints.At(LogFailpoint.Trimmed);
                }

                parts.Known.Trimmed(oldest);
                if (forgotten == 0 && TryEnd(bound))
                {
                    if (oldest > before)
                    {
                        Log.LogTrimmed(parts.Settings.Logger, parts.Settings.Keys.Log, oldest);
                    }

                    return;
                }
            }
        }
        catch (Exception fault)
        {
            End();
            Log.TrimFailed(parts.Settings.Logger, fault.Message);
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _isRunning = false;
        }
    }

    // False: more was allowed while the last answer was on its way.
    private bool TryEnd(TrimBound bound)
    {
        lock (_gate)
        {
            _isRunning = !ReferenceEquals(bound, _bound);
            return !_isRunning;
        }
    }
}
