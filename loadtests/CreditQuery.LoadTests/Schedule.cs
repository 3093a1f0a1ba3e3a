using System.Diagnostics;

namespace CreditQuery.LoadTests;

/// <summary>When checks are due: bursts each millisecond, so that the generator leaves the cores to the server between them.</summary>
/// <remarks>A burst's checks count from the burst's due time, however late they are sent (no coordinated omission).</remarks>
internal sealed class Schedule(double perSecond, long total)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _sent;

    public bool Done => _sent >= total;

    /// <summary>Waits for the next burst.</summary>
    /// <returns>How many are due, and since when (a timestamp of <see cref="Stopwatch"/>).</returns>
    public async ValueTask<(int Due, long Since)> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var milliseconds = (long)Stopwatch.GetElapsedTime(_start).TotalMilliseconds;
            var due = (int)(Math.Min(total, (long)(milliseconds * perSecond / 1000)) - _sent);
            if (due > 0)
            {
                // One burst at a time: what is overdue keeps its own due time.
                var burst = (int)Math.Min(due, Math.Max(1, Math.Ceiling(perSecond / 1000)));
                _sent += burst;
                var dueAt = _start + (long)(_sent / perSecond * Stopwatch.Frequency);
                return (burst, dueAt);
            }

            await Task.Delay(1, cancellationToken);
        }
    }
}
