using System.Diagnostics;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Telemetry;

namespace CreditQuery.Server.Applying;

/// <summary>Keeps superseded records from filling the memory: a pass when it fills, or when the last one was long ago.</summary>
/// <remarks>In steps that take turns with the applier. What is written meanwhile is looked through four times over, so that a pass ends before the memory is full
/// whatever is imported; where nothing presses, a step is followed by a pause of its own length, for the checks. Source: ADR 0028.</remarks>
internal sealed class Compactions(Checkpoints checkpoints, TimeProvider time, ServerMetrics metrics, ILogger<Compactions> logger)
{
    private const long StepBytes = 1 << 20;
    private const long LongestStepBytes = 64 << 20;
    private const long Lead = 4;
    private const double Pressing = 0.8;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private bool _wasFilling;

    /// <summary>Looks after it until cancelled.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="cancellationToken">Ends it, between two steps.</param>
    public async Task RunAsync(NodeParts parts, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                TellFilling(parts);
                if (parts.Applier.Fault is null && parts.Index.Compaction.IsDue)
                {
                    await PassAsync(parts, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops; the next start goes on where the last checkpoint says.
        }
    }

    /// <summary>Makes one pass, with a checkpoint before and after.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="cancellationToken">Gives up, between two steps.</param>
    public async Task PassAsync(NodeParts parts, CancellationToken cancellationToken)
    {
        var compaction = parts.Index.Compaction;
        var (before, started) = (compaction.UsedBytes, Stopwatch.GetTimestamp());
        try
        {
            if (!compaction.IsFilling)
            {
                // Not for room, but so that nothing that was erased is left.
                await parts.Applier.BetweenSetsAsync(compaction.EndPage, cancellationToken);
            }

            await checkpoints.TakeAsync(parts, cancellationToken);
            ServerFailpoints.At(ServerFailpoint.BeforeCompaction);
            if (compaction.Begin())
            {
                await StepAsync(parts, cancellationToken);
                ServerFailpoints.At(ServerFailpoint.AfterCompaction);
                await checkpoints.TakeAsync(parts, cancellationToken);
                var elapsed = Stopwatch.GetElapsedTime(started);
                metrics.RecordCompaction(elapsed);
                logger.Compacted(before, compaction.UsedBytes, elapsed);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // What was copied stands twice, which no answer sees; the next pass goes over it again.
            logger.CompactionFailed(fault);
        }
    }

    private static async Task StepAsync(NodeParts parts, CancellationToken cancellationToken)
    {
        var (index, compaction) = (parts.Index, parts.Index.Compaction);
        var goesOn = true;
        var (written, copied) = (compaction.WrittenBytes, compaction.CopiedBytes);
        while (goesOn && parts.Applier.Fault is null)
        {
            // Copies are no growth.
            var grown = compaction.WrittenBytes - written - (compaction.CopiedBytes - copied);
            (written, copied) = (compaction.WrittenBytes, compaction.CopiedBytes);
            var started = Stopwatch.GetTimestamp();
            await parts.Applier.BetweenSetsAsync(() => goesOn = compaction.Step(Math.Clamp(Lead * grown, StepBytes, LongestStepBytes)), cancellationToken);
            var pause = index.Fill < Pressing ? Stopwatch.GetElapsedTime(started) : TimeSpan.FromMilliseconds(1);
            if (index.Fill < Pressing || compaction.WrittenBytes == written)
            {
                // The machine's own time, whatever clock the node has: it stands for processor time.
                await Task.Delay(pause < LongestPause ? pause : LongestPause, cancellationToken);
            }
        }
    }

    private void TellFilling(NodeParts parts)
    {
        var isFilling = parts.Index.Compaction.IsFilling;
        if (isFilling && !_wasFilling)
        {
            logger.IndexFilling(parts.Index.Fill);
        }

        _wasFilling = isFilling;
    }
}
