using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Registry;

/// <summary>One block of an import after the check of its form: the rows to append, and those whose form refuses them.</summary>
/// <remarks>A row that is refused for its form stands in no event, so the log knows the rest of the block under the same change id.</remarks>
/// <param name="set">The rows to append: independent, so a refused row does not refuse the others.</param>
internal sealed class BlockRows(ChangeSet set)
{
    private readonly List<int> _kept = [];

    /// <summary>The rows to append.</summary>
    public ChangeSet Set => set;

    /// <summary>The rows refused for their form.</summary>
    public List<RefusedRow> Refused { get; } = [];

    /// <summary>Keeps a row.</summary>
    /// <param name="row">Index in the block.</param>
    /// <param name="change">The change: sealed, masked.</param>
    public void Keep(int row, Change change)
    {
        _kept.Add(row);
        set.Changes.Add(change);
    }

    /// <summary>Refuses a row.</summary>
    /// <param name="row">Index in the block.</param>
    /// <param name="violation">The first field at fault; its path begins with the change.</param>
    public void Refuse(int row, FieldViolation violation) => Refused.Add(new RefusedRow
    {
        Row = (uint)row,
        Outcome = new ChangeOutcome
        {
            Kind = OutcomeKind.Refused,
            Reason = violation.Reason == ErrorReason.PersonalData ? RefusalReason.PersonalData : RefusalReason.InvalidField,
            Detail = $"{violation.Path}: {violation.Text}",
        },
    });

    /// <summary>Index in the block of a row of the set.</summary>
    /// <param name="index">Index in the set.</param>
    /// <returns>The same index where a repeated block tells of more rows than pass today: an earlier version let them pass.</returns>
    public uint RowOf(int index) => (uint)(index < _kept.Count ? _kept[index] : index);
}
