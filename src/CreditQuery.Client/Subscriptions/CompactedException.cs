using System.Globalization;
using CreditQuery.Protos.V1;

namespace CreditQuery.Client;

/// <summary>The token leads nowhere: what happened since is not told any more, or never was part of the log as it is now. A snapshot is needed.</summary>
/// <param name="oldestRevision">The oldest revision that could be resumed from.</param>
/// <param name="reason">Why.</param>
public sealed class CompactedException(ulong oldestRevision, CompactedReason reason = CompactedReason.OlderThanJournal) : Exception(Describe(oldestRevision, reason))
{
    /// <summary>The oldest revision that could be resumed from.</summary>
    public ulong OldestRevision { get; } = oldestRevision;

    /// <summary>Why the token leads nowhere.</summary>
    public CompactedReason Reason { get; } = reason;

    private static string Describe(ulong oldestRevision, CompactedReason reason) => reason == CompactedReason.LogDiverged
        ? "The log has lost events that were told before the token: take a snapshot."
        : string.Create(CultureInfo.InvariantCulture, $"The token is older than revision {oldestRevision}, where the journal of the node begins: take a snapshot.");
}
