namespace CreditQuery.Server.Watch;

/// <summary>Bounds how fast all snapshots of a node together walk over its records, so that checks keep their processor.</summary>
/// <param name="perSecond">Records looked at per second.</param>
/// <param name="time">Clock and timers.</param>
internal sealed class SnapshotPace(int perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _due;

    /// <summary>Waits until what was done is paid for.</summary>
    /// <param name="records">Records looked at since the last wait.</param>
    /// <param name="stop">Gives up.</param>
    public Task WaitAsync(int records, CancellationToken stop)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _due = Math.Max(_due, now) + (long)((double)records / perSecond * time.TimestampFrequency);
            wait = time.GetElapsedTime(now, _due);
        }

        return Task.Delay(wait, time, stop);
    }
}
