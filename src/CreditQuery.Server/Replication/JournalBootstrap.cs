using System.Diagnostics;
using System.Security.Cryptography;
using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Log;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Telemetry;
using CreditQuery.Server.Watch;
using CreditQuery.Server.Watch.Journal;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Replication;

/// <summary>Sees to it that the journal reaches the place of the index: its own; else the end of a peer's, where one is named; else none, and it begins anew.</summary>
/// <remarks>Before the journal is opened. Nothing here keeps a node from starting. Source: architecture, chapter 7; ADR 0030.</remarks>
internal sealed class JournalBootstrap(IOptions<ReplicationOptions> options, IOptions<WatchOptions> watch, PeerChannel channels, ILogger<JournalBootstrap> logger) : IDisposable
{
    // A node that could serve does not wait longer for its past, whatever patience it has for a checkpoint.
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(15);

    // A loading that failed may have left its own under way.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ReplicationOptions _options = options.Value;
    private readonly WatchOptions _watch = watch.Value;

    /// <summary>Looks at the journal, and takes a peer's where it does not reach, or is of another history.</summary>
    /// <param name="log">The log.</param>
    /// <param name="place">Where the index stands.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The journal's folder cannot be read or written, or is of a later version.</exception>
    public async Task ReachAsync(IChangeLog log, IndexPlace place, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await ReachInTurnAsync(log, place, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // What was told last tells the history that it was told of; what nobody knows any more counts as before.
    private static async Task<bool> IsOfLogAsync(IChangeLog log, StatusPosition last, StatusPosition at, CancellationToken cancellationToken)
    {
        if (last.ChainMark != 0 && last.Revision == at.Revision)
        {
            return last.ChainMark == at.ChainMark;
        }

        if (last.ChainMark == 0 || !log.IsShared)
        {
            return true;
        }

        try
        {
            return await ChainMarks.AskAsync(log, last.Revision, cancellationToken) is var mark && (mark == 0 || mark == last.ChainMark);
        }
        catch (CallException)
        {
            return true;
        }
    }

    private async Task ReachInTurnAsync(IChangeLog log, IndexPlace place, CancellationToken cancellationToken)
    {
        Try(() => JournalIncoming.RemoveLeftovers(_watch.Journal));
        var own = StatusJournal.Look(_watch.Journal, log.Epoch, place.At);
        var isOfLog = await IsOfLogAsync(log, own.Last, place.At, cancellationToken);
        if (own.Reaches && isOfLog)
        {
            return;
        }

        if (own.Reaches)
        {
            logger.JournalOfLostHistory(own.Last.Revision);
        }

        var isTaken = place.At.Revision > 0 && _options is { Asks: true, JournalBytes: > 0 } && await TryTakeAsync(log, place, cancellationToken);
        if (own.Reaches && !isTaken)
        {
            StatusJournal.Remove(_watch.Journal);
        }
    }

    private async Task<bool> TryTakeAsync(IChangeLog log, IndexPlace place, CancellationToken cancellationToken)
    {
        try
        {
            await TakeAsync(log, place, cancellationToken);
            return true;
        }
        catch (Exception fault) when (fault is RpcException or TransferRefusedException or DamagedBlockException or IOException or UnauthorizedAccessException
            or CryptographicException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            logger.PeerJournalNotTaken(_options.From, fault is RpcException rpc ? rpc.Status.Detail : fault.Message, place.At.Revision, fault);
            Try(new AsideFolder(_watch.Journal).Discard);
            return false;
        }
    }

    // What cannot be removed now, the next start removes; where it is in the way, taking a journal says so.
    private static void Try(Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
        }
    }

    private async Task TakeAsync(IChangeLog log, IndexPlace place, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var request = new JournalRequest
        {
            Epoch = log.Epoch,
            Revision = place.At.Revision,
            Chain = ByteString.CopyFrom(place.Chain.Span),
            Day = place.At.Day,
            MostBytes = (ulong)Math.Min(_options.JournalBytes, _watch.JournalBytes),
        };
        using var channel = channels.Open();
        var patience = _options.Patience < LongestPatience ? _options.Patience : LongestPatience;
        using var taken = await new JournalDownload(new ReplicationService.ReplicationServiceClient(channel), _watch, patience).RunAsync(request, cancellationToken);
        if (!await IsOfLogAsync(log, taken.Last, place.At, cancellationToken))
        {
            throw new TransferRefusedException($"The peer's journal is of another history than the log, at revision {taken.Last.Revision}.");
        }

        taken.Replace();
        var elapsed = Stopwatch.GetElapsedTime(started);
        logger.PeerJournalTaken(_options.From, place.At.Revision, taken.After.Revision, taken.Bytes, elapsed);
    }
}
