using CreditQuery.Index;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Telemetry;

namespace CreditQuery.Server.Applying;

/// <summary>What the node notes of every applied change set: log time, metrics, log lines.</summary>
internal sealed class ApplyObserver(LogClock clock, ServerMetrics metrics, ILogger<Applier> logger)
{
    /// <summary>Log time now, milliseconds since the Unix epoch.</summary>
    public long NowMs => clock.NowMs;

    /// <summary>Notes one applied set.</summary>
    /// <param name="applied">What became of it.</param>
    /// <param name="recordedAtMs">When it was recorded.</param>
    public void Applied(AppliedSet applied, long recordedAtMs)
    {
        clock.NotBefore(recordedAtMs);
        if (applied.IsQuarantined)
        {
            logger.Quarantined(applied.Revision);
        }

        if (!applied.IsDuplicate)
        {
            Count(applied.Outcomes);
        }
    }

    /// <summary>Notes that an event does not fit before superseded records are taken out.</summary>
    /// <param name="revision">The event.</param>
    public void MakingRoom(ulong revision) => logger.MakingRoom(revision);

    /// <summary>Notes that a checkpoint failed.</summary>
    /// <param name="revision">Its revision.</param>
    /// <param name="fault">Why.</param>
    public void CheckpointFailed(ulong revision, Exception fault) => logger.CheckpointFailed(revision, fault);

    /// <summary>Notes that nothing more is applied.</summary>
    /// <param name="revision">The last revision applied.</param>
    /// <param name="fault">Why.</param>
    public void Stopped(ulong revision, Exception fault)
    {
        if (fault is DivergedException diverged)
        {
            metrics.CountDivergence(diverged.Kind);
            if (diverged.Kind == DivergenceKind.LeftBehind)
            {
                logger.LeftBehind(diverged.Message, revision);
                return;
            }

            logger.LogDiverged(revision, diverged.Message);
            return;
        }

        logger.ApplyStopped(revision, fault);
    }

    private void Count(IReadOnlyList<ChangeOutcome> outcomes)
    {
        var (applied, unchanged, refused) = (0, 0, 0);
        for (var i = 0; i < outcomes.Count; i++)
        {
            switch (outcomes[i].Kind)
            {
                case OutcomeKind.Applied:
                    applied++;
                    break;
                case OutcomeKind.NoChange:
                    unchanged++;
                    break;
                default:
                    refused++;
                    break;
            }
        }

        metrics.CountChanges("applied", applied);
        metrics.CountChanges("unchanged", unchanged);
        metrics.CountChanges("refused", refused);
    }
}
