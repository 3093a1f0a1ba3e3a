using System.Diagnostics;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Telemetry;
using CreditQuery.Server.Watch;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Applying;

/// <summary>Takes checkpoints: by the interval while running, once more at the end if it fits.</summary>
internal sealed class Checkpoints(IOptions<ServerOptions> options, TimeProvider time, LogClock clock, StatusFeed feed, ServerMetrics metrics, ILogger<Checkpoints> logger)
{
    // 3.3 s for 10 million records: measured for FASTER with 80-byte records (architecture, chapter 9).
    private const double SecondsPerSubject = 3.3e-7;

    // Nothing is told while one is taken. Beyond the time that it is expected to take, which a busy disk may double.
    private static readonly TimeSpan BeforeMidnight = TimeSpan.FromSeconds(2);

    // By then a midnight of a hundred thousand transitions is told, and heard of.
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _interval = options.Value.CheckpointInterval;
    private readonly TimeSpan _keptOfLog = options.Value.KeptOfLog;
    private TimeSpan? _latestElapsed;

    /// <summary>Takes checkpoints until cancelled.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(NodeParts parts, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await LetMidnightPassAsync(parts, cancellationToken);
                await TakeAsync(parts, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    /// <summary>Takes the last checkpoint, unless it would not be done in time; the log covers it.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="left">Time left.</param>
    public async Task TakeLastAsync(NodeParts parts, TimeSpan left)
    {
        var expected = Expected(parts);
        if (expected > left)
        {
            logger.CheckpointSkipped(expected, left);
            return;
        }

        await TakeAsync(parts, CancellationToken.None);
    }

    /// <summary>Takes a checkpoint if there is something to take one for.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="cancellationToken">Gives up waiting for the turn.</param>
    /// <remarks>One that cannot be taken is logged, and the next interval tries again.</remarks>
    public async Task TakeAsync(NodeParts parts, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Applier.BetweenSetsAsync(() => Take(parts), cancellationToken);
        }
        catch (TaskSchedulerException fault)
        {
            logger.CheckpointFailed(parts.Index.Current.Revision, fault);
        }
    }

    private TimeSpan Expected(NodeParts parts) => _latestElapsed ?? TimeSpan.FromSeconds(parts.Index.Current.Counts.Subjects * SecondsPerSubject);

    // What time alone does is told at its instant: no checkpoint may be under way then.
    private async Task LetMidnightPassAsync(NodeParts parts, CancellationToken cancellationToken)
    {
        var left = clock.ToMidnight;
        if (left < (2 * Expected(parts)) + BeforeMidnight)
        {
            await Task.Delay(left + AfterMidnight, time, cancellationToken);
        }
    }

    private void Take(NodeParts parts)
    {
        if (parts.Applier.Fault is not null)
        {
            return;
        }

        try
        {
            if (!parts.Index.Checkpoints.IsDue)
            {
                return;
            }

            ServerFailpoints.At(ServerFailpoint.BeforeCheckpoint);
            var started = Stopwatch.GetTimestamp();
            feed.Flush();
            parts.Index.LastDay = LogClock.DayOf(clock.NowMs);
            var revision = parts.Index.Checkpoints.Take();
            ServerFailpoints.At(ServerFailpoint.AfterCheckpoint);
            parts.History?.AfterCheckpoint(parts.Index);
            var elapsed = Stopwatch.GetElapsedTime(started);
            _latestElapsed = elapsed;
            metrics.RecordCheckpoint(elapsed);
            logger.CheckpointTaken(revision, elapsed);
            if (parts.Index.Checkpoints.Older is { } older)
            {
                parts.Log.TruncateBefore(older.Revision, DateTimeOffset.FromUnixTimeMilliseconds(older.RecordedAtMs) - _keptOfLog);
            }
        }
        catch (Exception fault)
        {
            // A full disk must not stop answers: the log still covers everything.
            logger.CheckpointFailed(parts.Index.Current.Revision, fault);
        }
    }
}
