namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What a reader saw in one batch of checks.</summary>
/// <param name="Reader">Number of the reader.</param>
/// <param name="Node">The node.</param>
/// <param name="Revision">The revision that the answer states.</param>
/// <param name="SourceTimeMs">Log time up to which the answer says to hold everything.</param>
/// <param name="AtLeast">What the reader had asked for, or knew to be acknowledged; 0 nothing.</param>
/// <param name="IsSuspect">The answer says CLOCK_SUSPECT.</param>
/// <param name="Seen">The orders in force of each person.</param>
internal sealed record Observation(int Reader, int Node, ulong Revision, long SourceTimeMs, ulong AtLeast, bool IsSuspect, IReadOnlyList<(int Person, string Orders)> Seen);
