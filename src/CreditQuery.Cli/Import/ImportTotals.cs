namespace CreditQuery.Cli.Import;

/// <summary>What an import did.</summary>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Applied">Changes applied.</param>
/// <param name="Unchanged">Changes that said what was known.</param>
/// <param name="Rejected">Rows that could not be sent.</param>
/// <param name="Refused">Changes that the registry refused.</param>
/// <param name="RepeatedBlocks">Blocks that an earlier run had imported.</param>
/// <param name="AppliedBefore">Changes of those blocks: <paramref name="Applied"/> counts them too.</param>
/// <param name="Revision">Revision of the last block.</param>
/// <param name="Elapsed">Time from the first block to the last acknowledgement.</param>
internal sealed record ImportTotals(
    long Rows, long Applied, long Unchanged, long Rejected, long Refused, long RepeatedBlocks, long AppliedBefore, ulong Revision, TimeSpan Elapsed);
