namespace CreditQuery.Server.Registry;

/// <summary>Counts the rows of a block that are missing from the registry: whoever stands in one would be CLEAR.</summary>
/// <remarks>A row that the law keeps out (minors, minor acts, the erased) is not missing, and a refused change that would only lift a burden leaves nobody out.
/// Source: ADR 0018.</remarks>
internal static class MissingRows
{
    /// <summary>Counts them.</summary>
    /// <param name="block">The block as it came.</param>
    /// <param name="refused">Its refused rows.</param>
    /// <returns>Rows that the client rejected and changes that were refused.</returns>
    public static ulong Of(ImportBlock block, IEnumerable<RefusedRow> refused)
    {
        ulong count = block.RejectedRows;
        foreach (var row in refused)
        {
            // A repeated block may tell of more rows than were sent now.
            var change = row.Row < block.Changes.Count ? block.Changes[(int)row.Row] : null;
            count += IsLawful(row.Outcome.Reason) || (change is not null && OnlyLifts(change)) ? 0u : 1u;
        }

        return count;
    }

    private static bool IsLawful(RefusalReason reason) => reason is RefusalReason.Minor or RefusalReason.MinorAct or RefusalReason.Erased;

    private static bool OnlyLifts(Change change) => change.ChangeCase
        is Change.ChangeOneofCase.ExitEntry
        or Change.ChangeOneofCase.RepairEntry
        or Change.ChangeOneofCase.RevokeEntry
        or Change.ChangeOneofCase.StayEntry
        or Change.ChangeOneofCase.OpenObjection
        or Change.ChangeOneofCase.GrantExemption
        or Change.ChangeOneofCase.ReleaseExemption
        or Change.ChangeOneofCase.UnlinkPerson
        or Change.ChangeOneofCase.KeepCommitment
        or Change.ChangeOneofCase.PutRating;
}
