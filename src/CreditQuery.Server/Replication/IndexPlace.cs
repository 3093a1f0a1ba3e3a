using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Server.Replication;

/// <summary>Where an index stands in the order of what is told.</summary>
/// <param name="At">The place, with the mark of its history.</param>
/// <param name="Chain">Chain value of its revision; empty before the first one.</param>
internal sealed record IndexPlace(StatusPosition At, ReadOnlyMemory<byte> Chain)
{
    /// <summary>The place of an open index.</summary>
    /// <param name="index">The index.</param>
    public static IndexPlace Of(CreditIndex index) => Of(index.Current.Revision, index.Midnights.Through, index.Current.Chain);

    /// <summary>The place at which a checkpoint will be opened: every midnight up to the day of its last event has passed.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    public static IndexPlace Of(CheckpointDescription checkpoint) => Of(
        checkpoint.Revision, checkpoint.Revision == 0 ? CivilDay.None : CivilDay.Of(checkpoint.RecordedAt), Convert.FromHexString(checkpoint.Chain));

    private static IndexPlace Of(ulong revision, int day, ReadOnlyMemory<byte> chain) =>
        new(new StatusPosition(revision, day) { ChainMark = revision == 0 ? 0 : StatusPosition.MarkOf(chain.Span) }, chain);
}
