namespace CreditQuery.Client;

/// <summary>Measures how long the nodes have been silent: after a while news are stale, whatever is waited for.</summary>
/// <param name="limit">After so long.</param>
/// <param name="time">Clock.</param>
internal sealed class NodeSilence(TimeSpan limit, TimeProvider time)
{
    private long _since = time.GetTimestamp();

    /// <summary>After so long news are stale.</summary>
    public TimeSpan Limit => limit;

    /// <summary>A sign of life came, or nobody listened for one until now.</summary>
    public void BeginAnew() => _since = time.GetTimestamp();

    /// <summary>Waits, and says in time that news are stale.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="most">How long at most; null: as long as it takes.</param>
    /// <param name="becomeStale">Says so; null where it is said already.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public async Task WaitAsync(Task task, TimeSpan? most, Action? becomeStale, CancellationToken cancellationToken)
    {
        var left = limit - time.GetElapsedTime(_since);
        if (becomeStale is not null && (most is null || left <= most))
        {
            try
            {
                await task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
                return;
            }
            catch (TimeoutException)
            {
                becomeStale();
            }

            most = most is { } whole && left > TimeSpan.Zero ? whole - left : most;
        }

        await task.WaitAsync(most ?? Timeout.InfiniteTimeSpan, time, cancellationToken);
    }
}
