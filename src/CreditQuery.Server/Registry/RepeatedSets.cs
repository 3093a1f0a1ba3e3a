using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Registry;

/// <summary>Outcomes of change sets whose id a shared log knew already, so that nothing was appended: the same as those that the index gives where
/// the repetition stands in the log.</summary>
internal static class RepeatedSets
{
    /// <summary>The first outcomes of a set that was appended before.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="set">The set.</param>
    /// <param name="id">Its id.</param>
    /// <param name="first">Where the log has it.</param>
    /// <param name="own">Completes when this node applies an event of that id.</param>
    public static Task<AppliedSet> OutcomeAsync(NodeParts parts, ChangeSet set, ChangeId id, in AppendReceipt first, Task<AppliedSet> own)
    {
        // Registered before the append: what is not applied by now completes the task. Completed means that the log repeated an append of this very call.
        if (parts.Index.Current.Revision < first.Revision || own.IsCompleted)
        {
            return own;
        }

        if (first.Chain != default && Divergences.In(first.Revision, first.Chain, parts.Applier.Chains) is { } diverged)
        {
            // What the index remembers is of a history that the log lost, and says nothing of this set: whoever waits is told.
            parts.Applier.Diverge(diverged);
            return own;
        }

        return Task.FromResult(parts.Index.Recall(id.ToUInt128()) ?? Forgotten(parts.Index.Current, set, first.Revision));
    }

    /// <summary>The refusal of a set whose id was used with other content.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="set">The set.</param>
    public static AppliedSet OtherContent(NodeParts parts, ChangeSet set) => Refused(parts.Index.Current.Revision, set, "change_id has other content");

    // The index does not remember an event that it quarantined, nor an id whose own time refuses it by now.
    private static AppliedSet Forgotten(RegistrySnapshot current, ChangeSet set, ulong revision) =>
        current.Quarantine.Any(one => one.Revision == revision)
            ? new AppliedSet { Revision = revision, FirstRevision = revision, Outcomes = [], IsQuarantined = true }
            : Refused(revision, set, "change_id is too old or lies ahead");

    private static AppliedSet Refused(ulong revision, ChangeSet set, string detail)
    {
        var refusal = new ChangeOutcome { Kind = OutcomeKind.Refused, Reason = RefusalReason.AlreadyExists, Detail = detail };
        return new AppliedSet { Revision = revision, FirstRevision = revision, Outcomes = [.. Enumerable.Repeat(refusal, set.Changes.Count)] };
    }
}
