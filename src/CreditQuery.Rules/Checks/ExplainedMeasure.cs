using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Rules.Checks;

/// <summary>Why one measure applies to a subject or does not.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Owner">Position of the entry in the record: its index, for slots EntryCount + index; -1 if no entry is behind it.</param>
/// <param name="EntryId">Id of the entry; empty if none is behind it.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Condition">The condition of the row in words.</param>
public sealed record ExplainedMeasure(MeasureDefinition Measure, int Owner, string EntryId, MeasureReason Reason, string Condition)
{
    /// <summary>The reason as the contract writes it, for instance <c>role_does_not_match</c>.</summary>
    public string ReasonCode => Catalogues.Loading.Words.Snake(Reason.ToString());
}
