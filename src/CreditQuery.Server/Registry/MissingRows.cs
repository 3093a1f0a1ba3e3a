namespace CreditQuery.Server.Registry;

/// <summary>Counts the rows of a block that are missing from the registry: whoever stands in one would be CLEAR.</summary>
/// <remarks>A row that the law keeps out (minors, minor acts, the erased) is not missing, a refused change that would only lift a burden leaves nobody out, nor does an ended entry that the
/// same block takes off its list again.
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
            var isMissing = !IsLawful(row.Outcome.Reason) && (change is null || !(OnlyLifts(change) || IsTakenOff(change, row.Outcome.Reason, block)));
            count += isMissing ? 1u : 0u;
        }

        return count;
    }

    private static bool IsLawful(RefusalReason reason) => reason is RefusalReason.Minor or RefusalReason.MinorAct or RefusalReason.Erased;

    // A file that states what is closed anew, and takes it off again, misses nobody.
    private static bool IsTakenOff(Change change, RefusalReason reason, ImportBlock block) =>
        reason == RefusalReason.EntryEnded && change.PutEntry is { } put
        && block.Changes.Any(c => c.ExitEntry is { } exit && exit.Entry.EntryId == put.Entry.EntryId && exit.Entry.Subject.SealedKey.Equals(put.Entry.Subject.SealedKey));

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
