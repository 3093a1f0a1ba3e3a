using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Applying;

namespace CreditQuery.Server.Continuity;

/// <summary>Recognises a divergence in what polls and readers of a shared log tell.</summary>
internal static class Divergences
{
    /// <summary>Compares a poll with what is applied.</summary>
    /// <param name="poll">What the poll told.</param>
    /// <param name="before">What was applied when it was sent: the log holds at least that.</param>
    /// <param name="chains">Chain values of what was applied last.</param>
    /// <returns>Null if the log goes on from what is applied, as far as this shows.</returns>
    public static DivergedException? In(in LogPoll poll, RegistrySnapshot before, AppliedChains chains)
    {
        if (poll.Epoch != before.Epoch)
        {
            return OtherEpoch(before.Epoch, poll.Epoch);
        }

        if (poll.Head.Revision < before.Revision)
        {
            return new(DivergenceKind.Behind, $"The change log ends at revision {poll.Head.Revision}, and {before.Revision} was applied here.");
        }

        return In(poll.Head.Revision, poll.Head.Chain, chains);
    }

    /// <summary>Compares a head that was polled with what was applied there.</summary>
    /// <param name="revision">Revision of the head.</param>
    /// <param name="chain">Chain value after it.</param>
    /// <param name="chains">Chain values of what was applied last.</param>
    /// <returns>Null if they agree, or if nothing is known of that revision (yet).</returns>
    public static DivergedException? In(ulong revision, in ChainValue chain, AppliedChains chains) =>
        chains.Find(revision) is { } applied && applied != chain && !ServerFailpoints.IgnoresChains
            ? new(DivergenceKind.OtherHistory, $"The change log has another event at revision {revision} than was applied here.")
            : null;

    /// <summary>Recognises it in a fault of a poll or a reader.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>Null for any other fault.</returns>
    public static DivergedException? In(Exception fault) => fault switch
    {
        DivergedException known => known,
        LogDivergedException lost => new(
            lost.Head < lost.Revision ? DivergenceKind.Behind : DivergenceKind.OtherHistory, lost.Message, lost),
        RevisionTrimmedException trimmed => new(
            DivergenceKind.LeftBehind, $"The change log begins at revision {trimmed.Oldest} now, and this node stands before it: it was behind for too long.", trimmed),
        EpochChangedException other => new(DivergenceKind.OtherEpoch, other.Message, other),
        RegistryKeyMismatchException other => new(DivergenceKind.OtherKey, other.Message, other),
        LogNotInitialisedException or LogUnusableException => new(DivergenceKind.NoLog, fault.Message, fault),
        _ => null,
    };

    private static DivergedException OtherEpoch(string known, string found) =>
        new(DivergenceKind.OtherEpoch, $"The change log has epoch {found}, and epoch {known} was applied here.");
}
