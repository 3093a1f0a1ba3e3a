using CreditQuery.Rules.Checks;
using CreditQuery.Server.Checks.Wire;

namespace CreditQuery.Server.Checks;

/// <summary>The bounds that a caller sets on the age of an answer.</summary>
internal static class FreshnessBounds
{
    /// <summary>Says which bounds are broken.</summary>
    /// <param name="request">The request.</param>
    /// <param name="moment">Revision and times of the answer.</param>
    /// <returns>None if the answer may be given.</returns>
    public static IndeterminateReasons Broken(AskedCheck request, in CheckMoment moment)
    {
        var broken = IndeterminateReasons.None;
        if (request.AtLeast is { } position)
        {
            if (position.Epoch != moment.Snapshot.Epoch)
            {
                broken |= IndeterminateReasons.EpochChanged;
            }
            else if (position.Revision > moment.Snapshot.Revision)
            {
                broken |= IndeterminateReasons.NotYetApplied;
            }
        }

        if (request.MaxStaleness is { } bound && TimeSpan.FromMilliseconds(moment.NowMs - moment.SourceMs) > bound.ToTimeSpan())
        {
            broken |= IndeterminateReasons.Stale;
        }

        return broken;
    }

    /// <summary>Says whether a check has to wait for its revision, and may.</summary>
    /// <param name="request">The request.</param>
    /// <param name="epoch">Identity of the log.</param>
    /// <param name="applied">Revision applied.</param>
    public static bool HasToWait(AskedCheck? request, string epoch, ulong applied) =>
        request is { AtLeast: { } position, Wait: not null } && position.Revision > applied && position.Epoch == epoch;

    /// <summary>How long a check may wait: what it asks, at most 5 s and 50 ms less than its deadline.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deadline">Deadline of the call, UTC.</param>
    /// <param name="now">Now, UTC.</param>
    public static TimeSpan WaitOf(AskedCheck request, DateTime deadline, DateTime now)
    {
        var wait = request.Wait!.ToTimeSpan();
        if (deadline < DateTime.MaxValue)
        {
            var left = deadline - now - TimeSpan.FromMilliseconds(50);
            wait = left < wait ? left : wait;
        }

        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
