namespace CreditQuery.Client;

/// <summary>A snapshot begins: what was received before counts no longer.</summary>
/// <param name="Revision">Revision at which it begins.</param>
public sealed record SnapshotBegun(ulong Revision) : SubscriptionMessage;
