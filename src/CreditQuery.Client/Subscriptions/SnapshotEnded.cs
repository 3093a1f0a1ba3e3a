namespace CreditQuery.Client;

/// <summary>A snapshot ends: what came since its beginning adds up to the state of this revision.</summary>
/// <param name="Revision">The revision.</param>
public sealed record SnapshotEnded(ulong Revision) : SubscriptionMessage;
