namespace CreditQuery.Index.Checkpoints;

/// <summary>The part of a file that belongs to a checkpoint.</summary>
/// <param name="From">First byte.</param>
/// <param name="End">The byte behind the last.</param>
internal readonly record struct FilePart(long From, long End);
