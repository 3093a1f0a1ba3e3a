using CreditQuery.Index;
using CreditQuery.Rules.Periods;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Telemetry;

namespace CreditQuery.Server.Applying;

/// <summary>Passes midnights at their instant, where no event does so before: what time alone does is told then, and retention does not wait for the next change.</summary>
/// <remarks>The log passes the instant first: from then on nothing is recorded before it, whatever clocks do, so that every node and every replay passes
/// midnight at the same place. What was recorded before is applied first. Of a shared log the poll at midnight does it. Source: architecture, chapter 7; ADR 0027.</remarks>
internal sealed class MidnightWatch(LogClock clock, PolledHeads heads, TimeProvider time, ILogger<MidnightWatch> logger)
{
    // The wall clock may be set while nothing happens: it is looked at so often.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A poll and what it tells of are there within so little that looking is cheaper than being told.
    private static readonly TimeSpan WhileDue = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongDue = TimeSpan.FromSeconds(5);

    // So often, a second apart, what midnight does is rehearsed after a start, and so long before it (ADR 0027).
    private const int Rehearsals = 8;
    private static readonly TimeSpan RehearsalsBefore = TimeSpan.FromSeconds(20);

    private (int Day, ulong Head) _own;
    private bool _isFailing;

    /// <summary>Passes midnights until cancelled.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(NodeParts parts, CancellationToken cancellationToken)
    {
        try
        {
            _own = default;
            for (var looks = 0; true; looks++)
            {
                await Task.Delay(await LookAsync(parts, looks, cancellationToken), time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
        catch (IndexBrokenException)
        {
            // The applier has said so, and the node ends.
        }
    }

    /// <summary>The last civil day before whose midnight everything recorded is applied, and will have been.</summary>
    /// <param name="parts">The node.</param>
    /// <returns>A day number; 0 if nothing is known yet.</returns>
    public int DayReached(NodeParts parts)
    {
        var applied = parts.Index.Current.Revision;
        return !parts.Log.IsShared ? applied >= _own.Head ? _own.Day : 0
            : heads.PassedMs(applied) is > 0 and var passed ? LogClock.DayOf(passed) : 0;
    }

    // Gives the time after which to look again. Whatever goes wrong is told once, until all is well again.
    private async Task<TimeSpan> LookAsync(NodeParts parts, int looks, CancellationToken cancellationToken)
    {
        try
        {
            if (looks == 0)
            {
                // Now, so that the first midnight need not read every record.
                await parts.Applier.BetweenSetsAsync(parts.Index.Midnights.Prepare, cancellationToken);
            }

            var pause = await PassAsync(parts, cancellationToken);
            if (pause == Interval && IsToRehearse(looks) && parts.Applier.Fault is null)
            {
                await parts.Applier.BetweenSetsAsync(parts.Index.Midnights.Prepare, cancellationToken);
            }

            _isFailing = false;
            return pause;
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not IndexBrokenException)
        {
            if (!_isFailing)
            {
                logger.MidnightFailed(fault);
            }

            _isFailing = true;
            return Interval;
        }
    }

    // Never so near that the midnight would wait for it.
    private bool IsToRehearse(int looks)
    {
        var left = clock.ToMidnight;
        return left > 2 * Interval && (looks < Rehearsals || left < RehearsalsBefore);
    }

    private async Task<TimeSpan> PassAsync(NodeParts parts, CancellationToken cancellationToken)
    {
        var now = clock.NowMs;
        var today = LogClock.DayOf(now);
        if (!clock.IsConfirmed || parts.Applier.Fault is not null)
        {
            return Interval;
        }

        if (parts.Index.Midnights.Through < today)
        {
            if (!parts.Log.IsShared && _own.Day < today)
            {
                var passed = await parts.Log.PassAsync(CivilDay.Start(today), cancellationToken);
                _own = (today, passed.Head.Revision);
            }

            var day = DayReached(parts);
            if (parts.Index.Midnights.Through < day)
            {
                await parts.Applier.BetweenSetsAsync(() => parts.Index.Midnights.Pass(day), cancellationToken);
            }

            if (day < today)
            {
                return now - CivilDay.Start(today).ToUnixTimeMilliseconds() < LongDue.TotalMilliseconds ? WhileDue : Interval;
            }
        }

        var midnight = CivilDay.Start(today + 1).ToUnixTimeMilliseconds();
        return TimeSpan.FromMilliseconds(Math.Clamp(midnight - clock.NowMs, 0, Interval.TotalMilliseconds));
    }
}
