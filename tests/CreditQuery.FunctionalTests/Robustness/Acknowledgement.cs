namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What a writer was told of a set.</summary>
/// <param name="Node">The node.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Outcomes">One letter for each change: A applied, N no change, R refused.</param>
/// <param name="IsDuplicate">The set was known.</param>
internal sealed record Acknowledgement(int Node, ulong Revision, string Outcomes, bool IsDuplicate);
