using CreditQuery.Log;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Continuity;

/// <summary>Compares what this node kept with a shared log that was just opened, and saves what the log lost.</summary>
/// <remarks>Before anything of the index is loaded. Source: architecture, chapters 6 and 10; ADR 0017.</remarks>
internal sealed class LogContinuity(IOptions<ChangeLogOptions> options, Orphans orphans, TimeProvider time, ILogger<LogContinuity> logger)
{
    private const string KeyCheckFile = "key-check";

    // Reading one entry of the log; beyond it the log counts as unreachable.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Opens what is kept; what the log lost is in the folder of orphans when this returns.</summary>
    /// <param name="log">The shared log.</param>
    /// <param name="keyCheck">Check value of the registry's key: what is kept was sealed with it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ChangeLogException">The log or what is kept cannot be read.</exception>
    /// <exception cref="IOException">No room, or the disk fails.</exception>
    public async Task<LocalHistory> OpenAsync(IChangeLog log, string keyCheck, CancellationToken cancellationToken)
    {
        var tail = EventTail.Open(options.Value);
        try
        {
            RequireKey(keyCheck);
            orphans.Load();
            await CompareAsync(log, tail, cancellationToken);
            return new LocalHistory(tail, orphans, options.Value.TailBytes, logger);
        }
        catch
        {
            tail.Dispose();
            throw;
        }
    }

    /// <summary>Says whether a place is one of the log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="revision">Revision of the place, 1 or more.</param>
    /// <param name="chain">Chain value there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True also where the log was trimmed behind the place: it went on from there.</returns>
    /// <exception cref="ChangeLogException">The log cannot be read.</exception>
    public async Task<bool> HoldsAsync(IChangeLog log, ulong revision, ChainValue chain, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var poll = await log.PollHeadAsync(given.Token);
            if (poll.Epoch != log.Epoch || poll.Head.Revision <= revision)
            {
                return poll.Epoch == log.Epoch && poll.Head.Revision == revision && (poll.Head.Chain == chain || ServerFailpoints.IgnoresChains);
            }

            // There is a next event, so the reader does not wait: it proves the place, or says what is wrong.
            using var reader = log.Follow(revision, chain);
            return await reader.WaitToReadAsync(given.Token);
        }
        catch (LogDivergedException)
        {
            return false;
        }
        catch (RevisionTrimmedException)
        {
            return true;
        }
        catch (OperationCanceledException fault) when (patience.IsCancellationRequested)
        {
            throw new ChangeLogUnavailableException("no answer in time.", fault);
        }
    }

    // The events were sealed with one key; with another one their subjects would be others.
    private void RequireKey(string keyCheck)
    {
        var path = Path.Combine(options.Value.Path, KeyCheckFile);
        if (!File.Exists(path))
        {
            // Whole or not at all: half a check value would be another key.
            File.WriteAllText(path + ".tmp", keyCheck);
            File.Move(path + ".tmp", path, overwrite: true);
        }
        else if (File.ReadAllText(path).Trim() != keyCheck)
        {
            throw new RegistryKeyMismatchException($"{Path.GetFullPath(options.Value.Path)} (tail and orphans of this node)");
        }
    }

    private async Task CompareAsync(IChangeLog log, EventTail tail, CancellationToken cancellationToken)
    {
        if (tail.End.Revision == tail.Start.Revision || (tail.Epoch == log.Epoch && await HoldsAsync(log, tail.End.Revision, tail.End.Chain, cancellationToken)))
        {
            return;
        }

        var common = tail.Epoch == log.Epoch ? await FindCommonAsync(log, tail, cancellationToken) : null;
        var file = orphans.Save(tail.Epoch, tail.Read(common?.Revision ?? tail.Start.Revision));
        ServerFailpoints.At(ServerFailpoint.OrphansSaved);
        logger.OrphansSaved(tail.End.Revision - (common?.Revision ?? tail.Start.Revision), tail.Epoch, tail.End.Revision, file.FilePath);
        if (common is { } place)
        {
            tail.CutAfter(place);
        }
        else
        {
            tail.Clear();
        }
    }

    // First among the places where files begin, then within one file: a tail of seven days is not read whole.
    private async Task<LogHead?> FindCommonAsync(IChangeLog log, EventTail tail, CancellationToken cancellationToken)
    {
        var boundaries = tail.Boundaries;
        var held = await LastHeldAsync(log, boundaries, cancellationToken);
        if (held < 0)
        {
            return null;
        }

        var (from, to) = (boundaries[held], boundaries[held + 1]);
        LogHead[] places = [from, .. tail.Read(from.Revision).TakeWhile(kept => kept.Revision <= to.Revision).Select(static kept => kept.Place)];
        return places[await LastHeldAsync(log, places, cancellationToken)];
    }

    // The places that the log holds come first, those it lost behind them, the last one among these: halving finds the border. -1 if it holds none.
    private async Task<int> LastHeldAsync(IChangeLog log, IReadOnlyList<LogHead> places, CancellationToken cancellationToken)
    {
        var (held, lost) = (-1, places.Count - 1);
        while (lost - held > 1)
        {
            var middle = held + ((lost - held) / 2);
            var place = places[middle];
            if (place.Revision == 0 || await HoldsAsync(log, place.Revision, place.Chain, cancellationToken))
            {
                held = middle;
            }
            else
            {
                lost = middle;
            }
        }

        return held;
    }
}
