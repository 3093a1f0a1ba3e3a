namespace CreditQuery.Index.Checkpoints;

/// <summary>What a checkpoint notes beside records and state.</summary>
/// <param name="KeyCheck">Check value of the registry's key.</param>
/// <param name="LastDay">Last civil day used, a day number; 0 none.</param>
/// <param name="CompactedAtMs">Log time of the last whole compaction, or of the beginning.</param>
internal readonly record struct CheckpointMarks(KeyCheckValue KeyCheck, int LastDay, long CompactedAtMs);
