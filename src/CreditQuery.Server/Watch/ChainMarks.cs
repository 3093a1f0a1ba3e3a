using System.Collections.Concurrent;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Watch;

/// <summary>Says whether a place that a token names is one of the log: a log in Redis may have lost events that subscribers were told of, and given their revisions to others.</summary>
/// <remarks>Thread-safe; one for each loading of the node. What was applied lately is known; of anything else the log is asked, once for all who come with
/// that revision. Source: ADR 0027.</remarks>
internal sealed class ChainMarks
{
    // Subscribers that come back together have few revisions between them.
    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<ulong, ulong> _asked = new();

    /// <summary>Says whether a place is one of the log.</summary>
    /// <param name="parts">The node; it has applied the revision.</param>
    /// <param name="place">The place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True also where nobody can tell: the token is of an earlier version, or the log was trimmed behind it.</returns>
    /// <exception cref="CallException">The log does not answer (UNAVAILABLE).</exception>
    public async ValueTask<bool> HoldAsync(NodeParts parts, StatusPosition place, CancellationToken cancellationToken)
    {
        if (place.ChainMark == 0 || place.Revision == 0)
        {
            return true;
        }

        var current = parts.Index.Current;
        if (place.Revision == current.Revision)
        {
            return place.ChainMark == StatusPosition.MarkOf(current.Chain.Span);
        }

        if (parts.Applier.Chains.Find(place.Revision) is { } applied)
        {
            return place.ChainMark == StatusPosition.MarkOf(applied.ToByteArray());
        }

        if (!_asked.TryGetValue(place.Revision, out var mark))
        {
            mark = await AskAsync(parts.Log, place.Revision, cancellationToken);
            if (_asked.Count < MostKept)
            {
                _asked.TryAdd(place.Revision, mark);
            }
        }

        return mark == 0 || mark == place.ChainMark;
    }

    /// <summary>Asks the log for the mark of a revision.</summary>
    /// <param name="log">The log; it holds the revision, or did.</param>
    /// <param name="revision">The revision, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>0: it is trimmed away.</returns>
    /// <exception cref="CallException">The log does not answer (UNAVAILABLE).</exception>
    public static async Task<ulong> AskAsync(IChangeLog log, ulong revision, CancellationToken cancellationToken)
    {
        try
        {
            // It reads up to the revision: not on the thread of the call.
            using var reader = await Task.Run(() => log.Follow(revision - 1), cancellationToken);
            return await reader.WaitToReadAsync(cancellationToken) && reader.TryRead(out var read) ? StatusPosition.MarkOf(read.Chain.ToByteArray()) : 0;
        }
        catch (RevisionTrimmedException)
        {
            return 0;
        }
        catch (ChangeLogException fault)
        {
            throw new CallException(ErrorReason.NotReady, "Whether the token is of this log cannot be told now; resume again.", fault) { RetryAfter = TimeSpan.FromSeconds(1) };
        }
    }
}
