namespace CreditQuery.Log.Redis;

/// <summary>What may be forgotten: events before a revision that were recorded before an instant.</summary>
/// <param name="Revision">The first revision to keep.</param>
/// <param name="KeepSince">The instant from which events are kept.</param>
internal sealed record TrimBound(ulong Revision, DateTimeOffset KeepSince);
