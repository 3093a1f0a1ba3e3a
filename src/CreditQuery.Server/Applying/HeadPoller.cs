using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Rules.Periods;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Telemetry;

namespace CreditQuery.Server.Applying;

/// <summary>Polls the head of a shared log: what answers know of their age, of the log's clock, and of a log that is not the one applied.</summary>
/// <remarks>One poll is under way at a time, with a deadline of ours; when polls fail the pauses grow, with jitter. The embedded log is not polled:
/// its head is this process's own. Source: architecture, chapter 6; ADR 0017.</remarks>
internal sealed class HeadPoller(NodeTools tools, ILogger<HeadPoller> logger)
{
    /// <summary>Time between two polls.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a poll may take; the log has deadlines of its own, this one holds whatever it does.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    // What stood for a minute is healed within seconds of its return: the pause never grows beyond one.
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(1);

    private readonly LogClock _clock = tools.Clock;
    private readonly PolledHeads _heads = tools.Heads;
    private int _failures;

    /// <summary>Polls a log that was just opened, so that log time and freshness have a beginning; does nothing for an embedded one.</summary>
    /// <param name="log">The log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ChangeLogException">It does not answer, or is not the one that was opened.</exception>
    public async Task StartAsync(IChangeLog log, CancellationToken cancellationToken)
    {
        _failures = 0;
        if (!log.IsShared)
        {
            _heads.Start(null);
            return;
        }

        var sent = _clock.MonotonicMs;
        var poll = await AskAsync(log, passing: null, cancellationToken);
        if (poll.Epoch != log.Epoch)
        {
            throw new EpochChangedException(log.Epoch, poll.Epoch);
        }

        _heads.Start(Take(poll, sent));
    }

    /// <summary>Polls until cancelled, or until the log is not the one applied.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(NodeParts parts, CancellationToken cancellationToken)
    {
        if (!parts.Log.IsShared)
        {
            return;
        }

        try
        {
            while (parts.Applier.Fault is null)
            {
                await PollAsync(parts, cancellationToken);
                await Task.Delay(Pause(), tools.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    /// <summary>Polls once.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PollAsync(NodeParts parts, CancellationToken cancellationToken)
    {
        var before = parts.Index.Current;
        var sent = _clock.MonotonicMs;
        try
        {
            var poll = await AskAsync(parts.Log, Passing(), cancellationToken);
            ServerFailpoints.At(ServerFailpoint.HeadPolled);
            Compare(poll, before, sent, parts);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            if (Divergences.In(fault) is { } diverged)
            {
                parts.Applier.Diverge(diverged);
                return;
            }

            Fail(fault);
        }
    }

    // The midnight of today, until the log has passed it: its transitions wait for that (ADR 0027).
    private DateTimeOffset? Passing()
    {
        var midnight = CivilDay.Start(LogClock.DayOf(_clock.NowMs));
        return _clock.IsConfirmed && _heads.Newest?.NotBeforeMs < midnight.ToUnixTimeMilliseconds() ? midnight : null;
    }

    private async Task<LogPoll> AskAsync(IChangeLog log, DateTimeOffset? passing, CancellationToken cancellationToken)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var poll = passing is { } instant ? log.PassAsync(instant, given.Token) : log.PollHeadAsync(given.Token);
            return await poll.AsTask().WaitAsync(Deadline, tools.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await given.CancelAsync();
            throw;
        }
    }

    private void Compare(in LogPoll poll, RegistrySnapshot before, long sent, NodeParts parts)
    {
        // The head polled before may not have been applied then: it is looked at once more.
        var chains = parts.Applier.Chains;
        var diverged = Divergences.In(poll, before, chains)
            ?? (_heads.Newest is { } newest ? Divergences.In(newest.Revision, newest.Chain, chains) : null);
        if (diverged is not null)
        {
            parts.Applier.Diverge(diverged);
            return;
        }

        if (_heads.IsUnreachable)
        {
            logger.LogAnswers(_failures);
        }

        _failures = 0;
        _heads.Add(Take(poll, sent), parts.Index.Current.Revision);
    }

    private PolledHead Take(in LogPoll poll, long sent)
    {
        var logMs = poll.LogTime.ToUnixTimeMilliseconds();
        _clock.Follow(logMs, sent, _clock.MonotonicMs);
        _clock.NotBefore(poll.NotBefore.ToUnixTimeMilliseconds());
        return new PolledHead(sent, poll.Head.Revision, poll.Head.Chain, poll.NotBefore.ToUnixTimeMilliseconds());
    }

    private void Fail(Exception fault)
    {
        if (!_heads.IsUnreachable)
        {
            logger.LogSilent(fault.Message, fault);
        }

        _failures++;
        _heads.Fail();
    }

    private TimeSpan Pause()
    {
        if (_failures > 0)
        {
            var most = Math.Min(Interval.TotalMilliseconds * Math.Pow(2, Math.Min(_failures, 8)), MostPause.TotalMilliseconds);
            return TimeSpan.FromMilliseconds(most * (0.5 + (Random.Shared.NextDouble() / 2)));
        }

        // Once more at midnight: what happens then waits for it.
        var now = _clock.NowMs;
        var midnight = CivilDay.Start(LogClock.DayOf(now) + 1).ToUnixTimeMilliseconds();
        return TimeSpan.FromMilliseconds(Math.Min(Interval.TotalMilliseconds, midnight - now));
    }
}
