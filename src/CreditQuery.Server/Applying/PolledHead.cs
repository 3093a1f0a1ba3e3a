using CreditQuery.Log;

namespace CreditQuery.Server.Applying;

/// <summary>What one poll of a shared log told.</summary>
/// <param name="SentMs">When it was sent, by the monotonic clock: an index that holds this head is as fresh as this moment.</param>
/// <param name="Revision">The last revision of the log.</param>
/// <param name="Chain">Chain value after it.</param>
/// <param name="NotBeforeMs">The last instant that the log has passed, milliseconds since the Unix epoch: whatever is recorded behind this head is recorded then or later.</param>
internal readonly record struct PolledHead(long SentMs, ulong Revision, ChainValue Chain, long NotBeforeMs);
