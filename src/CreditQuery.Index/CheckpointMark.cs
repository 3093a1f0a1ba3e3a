namespace CreditQuery.Index;

/// <summary>Where a checkpoint stands in the log.</summary>
/// <param name="Revision">The last revision in it.</param>
/// <param name="RecordedAtMs">When that revision was recorded, milliseconds since the Unix epoch.</param>
public readonly record struct CheckpointMark(ulong Revision, long RecordedAtMs);
