using System.Diagnostics;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Rules.Periods;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Registry;
using CreditQuery.Server.Replication;
using CreditQuery.Server.Telemetry;

namespace CreditQuery.Server.Hosting;

/// <summary>Loads the node: key, log, newest checkpoint, tail of the log, first catalogue.</summary>
/// <remarks>Each step fails with a message that names the option or file; a first load that fails stops the process.</remarks>
internal sealed class NodeLoader(
    RegistryKeySource keys,
    LogOpener logs,
    SharedLog shared,
    PeerBootstrap bootstrap,
    JournalBootstrap journals,
    NodeTools tools,
    FirstCatalogue firstCatalogue,
    ILogger<NodeLoader> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Loads everything up to the head of the log.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The parts, with what the banner tells.</returns>
    /// <exception cref="StartupException">Something to repair; the message says what.</exception>
    public async Task<LoadedNode> LoadAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var key = Reading("RegistryKey:Path", () => keys.Read(logs.MayMake));
        var log = await logs.OpenAsync(key, cancellationToken);
        CreditIndex? index = null;
        LocalHistory? history = null;
        Task? reaching = null;
        try
        {
            history = await BeginAsync(log, key, cancellationToken);
            index = await bootstrap.OpenAsync(
                log, key, shared.ProofOf(log, cancellationToken), taken => reaching = ReachAsync(log, IndexPlace.Of(taken), cancellationToken), cancellationToken);
            foreach (var unusable in index.Checkpoints.Unusable)
            {
                _logger.CheckpointUnusable(unusable);
            }

            var checkpoint = index.Current;
            Reading("Log:Path", () => history?.StartAt(checkpoint));
            tools.Clock.StartAfter(Math.Max(LatestKnown(log, index), await PassedAsync(log, cancellationToken)));
            var told = index;
            await (reaching ?? ReachAsync(log, IndexPlace.Of(index), cancellationToken));
            _ = Reading("Watch:Journal", () => tools.Feed.Start(told, key));
            var pending = new PendingChanges();
            var applier = new Applier(log, index, pending, tools, history);
            await CatchUpAsync(log, applier, cancellationToken);
            if (log.Head.Revision == 0)
            {
                RequireSeeding();
                await SeedAsync(log, applier, cancellationToken);
            }

            var parts = new NodeParts(log, index, applier, pending, new SubjectSeal(index.Cipher), history);
            var elapsed = Stopwatch.GetElapsedTime(started);
            _logger.Loaded(index.Current.Revision, log.Epoch, elapsed, checkpoint.Revision, applier.Applied);
            return new LoadedNode(parts, checkpoint.Revision, checkpoint.RecordedAtMs, elapsed);
        }
        catch
        {
            index?.Dispose();
            history?.Dispose();
            await log.DisposeAsync();
            throw;
        }
    }

    // The log's last event, the checkpoint, and the last civil day that an answer was given for: log time never goes back behind them.
    private static long LatestKnown(IChangeLog log, CreditIndex index)
    {
        var lastDayMs = index.LastDay == CivilDay.None ? 0 : CivilDay.Start(index.LastDay).ToUnixTimeMilliseconds();
        return Math.Max(lastDayMs, Math.Max(log.Head.RecordedAt.ToUnixTimeMilliseconds(), index.Current.RecordedAtMs));
    }

    // A midnight that was told of is past, whatever the wall clock says now.
    private async Task<long> PassedAsync(IChangeLog log, CancellationToken cancellationToken) => log.IsShared
        ? tools.Heads.Newest?.NotBeforeMs ?? 0
        : (await log.PollHeadAsync(cancellationToken)).NotBefore.ToUnixTimeMilliseconds();

    private async Task<LocalHistory?> BeginAsync(IChangeLog log, RegistryKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await shared.BeginAsync(log, key, cancellationToken);
        }
        catch (Exception fault) when (fault is ChangeLogException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            throw new StartupException($"{logs.Option}: {fault.Message}", fault);
        }
    }

    // After a peer's checkpoint was taken: while the index is opened.
    private async Task ReachAsync(IChangeLog log, IndexPlace place, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => journals.ReachAsync(log, place, cancellationToken), cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"Watch:Journal: {fault.Message}", fault);
        }
    }

    // Several nodes start on one log: the catalogue was put when that log was made.
    private void RequireSeeding()
    {
        if (!logs.SeedsCatalogue)
        {
            throw new StartupException($"{logs.Option}: the change log in {logs.Place} is empty: its first catalogue is missing. Run 'creditq log init' again; it goes on where it ended.");
        }
    }

    // What the system refuses (no right, a read-only or broken disk) is told with the option that led there.
    private static void Reading(string option, Action read) => Reading(option, () =>
    {
        read();
        return 0;
    });

    private static T Reading<T>(string option, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{option}: {fault.Message}", fault);
        }
    }

    private async Task CatchUpAsync(IChangeLog log, Applier applier, CancellationToken cancellationToken)
    {
        try
        {
            if (log.Head.Revision > 0)
            {
                await applier.CatchUpAsync(cancellationToken);
            }
        }
        catch (LogDivergedException fault)
        {
            throw new StartupException(
                $"Index:Folder: {fault.Message} The index is no state of this log: move the folder away, and the node builds it again from the log.", fault);
        }
        catch (ChangeLogException fault)
        {
            throw new StartupException($"{logs.Option}: {fault.Message}", fault);
        }
    }

    private async Task SeedAsync(IChangeLog log, Applier applier, CancellationToken cancellationToken)
    {
        var version = await firstCatalogue.AppendAsync(log, cancellationToken);
        await applier.CatchUpAsync(cancellationToken);
        _logger.CatalogueSeeded(version);
    }
}
