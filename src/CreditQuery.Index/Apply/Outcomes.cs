using CreditQuery.Protos.V1;

namespace CreditQuery.Index.Apply;

/// <summary>Makes outcomes. The common ones are shared: nobody changes an outcome.</summary>
internal static class Outcomes
{
    /// <summary>The change has effect.</summary>
    public static readonly ChangeOutcome Applied = new() { Kind = OutcomeKind.Applied };

    /// <summary>All was so already.</summary>
    public static readonly ChangeOutcome NoChange = new() { Kind = OutcomeKind.NoChange };

    /// <summary>Another change of the set was refused.</summary>
    public static readonly ChangeOutcome SetRefused = Refused(RefusalReason.SetRefused);

    /// <summary>The change has no effect.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="detail">The field at fault and a word for a person; never an identifier.</param>
    public static ChangeOutcome Refused(RefusalReason reason, string detail = "") =>
        new() { Kind = OutcomeKind.Refused, Reason = reason, Detail = detail };

    /// <summary>The change has effect if something differs.</summary>
    public static ChangeOutcome AppliedIf(bool changed) => changed ? Applied : NoChange;
}
