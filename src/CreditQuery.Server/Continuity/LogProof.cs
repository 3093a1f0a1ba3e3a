using CreditQuery.Log;

namespace CreditQuery.Server.Continuity;

/// <summary>Proves that a place, a revision with its chain value, is one of a log.</summary>
internal static class LogProof
{
    /// <summary>Refuses a place that the log does not continue.</summary>
    /// <param name="log">The log.</param>
    /// <param name="head">Its head.</param>
    /// <param name="revision">Revision of the place.</param>
    /// <param name="chain">Chain value after it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LogDivergedException">The log ends before it, or has another chain value there.</exception>
    /// <exception cref="RevisionTrimmedException">The log begins after it.</exception>
    public static async Task RequireAsync(IChangeLog log, LogHead head, ulong revision, ChainValue chain, CancellationToken cancellationToken)
    {
        if (revision > head.Revision || (revision == head.Revision && chain != head.Chain))
        {
            throw new LogDivergedException(revision, head.Revision);
        }

        // The event after it proves revision and chain, however the log is kept; at the head there is none to wait for. It reads up to the revision:
        // not on the thread of a call.
        using var reader = await Task.Run(() => log.Follow(revision, chain), cancellationToken);
        if (revision < head.Revision)
        {
            await reader.WaitToReadAsync(cancellationToken);
        }
    }
}
