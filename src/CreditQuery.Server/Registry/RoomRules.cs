using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Registry;

/// <summary>What a nearly full index still takes: whatever lifts a burden, nothing that adds a record.</summary>
/// <remarks>Decided before the append; what is in the log is always applied. Source: architecture, chapter 6.</remarks>
internal static class RoomRules
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>Fails a set that adds to a full index.</summary>
    /// <param name="set">The set.</param>
    /// <param name="index">The index.</param>
    /// <exception cref="CallException">No room (RESOURCE_EXHAUSTED).</exception>
    public static void Require(ChangeSet set, CreditIndex index)
    {
        if (index.IsFull && Adds(set))
        {
            throw new CallException(
                ErrorReason.IndexFull, "The index is nearly full: only changes that lift a burden are taken until superseded records are out of memory. Raise Index:RecordMemoryBytes if that does not help.")
            {
                RetryAfter = RetryAfter,
            };
        }
    }

    /// <summary>Whether a set holds a change that adds to the index.</summary>
    /// <param name="set">The set.</param>
    public static bool Adds(ChangeSet set)
    {
        for (var i = 0; i < set.Changes.Count; i++)
        {
            if (set.Changes[i].ChangeCase is Change.ChangeOneofCase.PutSubject or Change.ChangeOneofCase.PutEntry
                or Change.ChangeOneofCase.LinkPerson or Change.ChangeOneofCase.LinkSuccessor or Change.ChangeOneofCase.PutAlias
                or Change.ChangeOneofCase.PutGrade or Change.ChangeOneofCase.PutRating or Change.ChangeOneofCase.PutCommitment
                || set.Changes[i].PutBehaviour is { Withdrawn: false })
            {
                return true;
            }
        }

        return false;
    }
}
