namespace CreditQuery.Client;

/// <summary>The token is older than what the nodes keep: what happened since is not told any more, a snapshot is needed.</summary>
/// <param name="oldestRevision">The oldest revision that could be resumed from.</param>
public sealed class CompactedException(ulong oldestRevision)
    : Exception(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The token is older than revision {oldestRevision}, where the journal of the node begins: take a snapshot."))
{
    /// <summary>The oldest revision that could be resumed from.</summary>
    public ulong OldestRevision { get; } = oldestRevision;
}
