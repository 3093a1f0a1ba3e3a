using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Applying;

/// <summary>Passes midnights where no event does: retention does not wait for the next change.</summary>
/// <remarks>Only once log time is confirmed and everything recorded before midnight is applied, so that every node passes it at the same
/// place of the log: of a shared log a poll of the new day tells so. Source: architecture, chapter 7.</remarks>
internal sealed class MidnightWatch(LogClock clock, PolledHeads heads, TimeProvider time)
{
    // An event of the last moment before midnight is in the log's head well before this.
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Passes midnights until cancelled.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(NodeParts parts, CancellationToken cancellationToken)
    {
        // Now, so that the first midnight need not read every record.
        await Task.Run(parts.Index.PrepareMidnight, cancellationToken);
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var day = DayReached(parts);
                if (clock.IsConfirmed && parts.Applier.Fault is null && parts.Index.MidnightsThrough < day)
                {
                    await parts.Applier.BetweenSetsAsync(() => Pass(parts, day), cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    /// <summary>The last civil day before whose midnight everything recorded is applied.</summary>
    /// <param name="parts">The node.</param>
    /// <returns>A day number.</returns>
    public int DayReached(NodeParts parts) => LogClock.DayOf(
        parts.Log.IsShared ? heads.ConfirmedMs(parts.Index.Current.Revision) : clock.NowMs - (long)AfterMidnight.TotalMilliseconds);

    private static void Pass(NodeParts parts, int day)
    {
        // What was recorded before midnight comes first; the next tick tries again. Of a shared log the poll has told: what is not applied yet was recorded later.
        if (parts.Log.IsShared || parts.Log.Head.Revision == parts.Index.Current.Revision)
        {
            parts.Index.PassMidnights(day);
        }
    }
}
