using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using Google.Protobuf.Collections;
using Explanation = CreditQuery.Protos.V1.Explanation;
using MeasureReason = CreditQuery.Protos.V1.MeasureReason;
using RuleExplanation = CreditQuery.Rules.Checks.Explanation;

namespace CreditQuery.Server.Checks;

/// <summary>Writes why measures apply and why others do not.</summary>
internal static class ExplanationMapper
{
    /// <summary>Explains an answer from a copy of the record.</summary>
    /// <param name="record">The record that was evaluated; empty if there is none.</param>
    /// <param name="pass">Plan and answer.</param>
    /// <returns>Without content for a subject without a record.</returns>
    public static Explanation Of(ReadOnlySpan<byte> record, CheckPass pass)
    {
        var explanation = new Explanation();
        if (!record.IsEmpty)
        {
            var view = new SubjectView(record);
            Add(RuleExplanation.Why(view, pass.Plan, pass.Answer), view, pass.Plan, explanation.Why);
            Add(RuleExplanation.WhyNot(view, pass.Plan, pass.Answer), view, pass.Plan, explanation.WhyNot);
        }

        return explanation;
    }

    private static void Add(IReadOnlyList<ExplainedMeasure> explained, in SubjectView view, CheckPlan plan, RepeatedField<MeasureReason> target)
    {
        foreach (var measure in explained)
        {
            var reason = new MeasureReason
            {
                Code = measure.Measure.Code,
                EntryId = measure.EntryId,
                Reason = measure.ReasonCode,
                Condition = measure.Condition,
            };
            MeasureMapper.AddBases(measure.Measure.LegalBases, reason.LegalBasis);
            if (measure.Owner >= 0)
            {
                AddEntry(view, EntryAt(view, measure.Owner), plan, reason);
            }

            target.Add(reason);
        }
    }

    private static void AddEntry(in SubjectView view, in EntryRecord entry, CheckPlan plan, MeasureReason reason)
    {
        reason.Decision = EntryStatusMapper.DecisionOf(view, entry, plan.Catalogue);
        if (plan.Catalogue.ListTypeOf(entry) is { } listType)
        {
            reason.Remedy = RemedyWords.Of(listType, reason.Decision.Contact);
            reason.Repair = RepairWords.Of(entry, listType, plan.Catalogue);
        }
    }

    private static ref readonly EntryRecord EntryAt(in SubjectView view, int owner)
    {
        if (owner < view.Entries.Length)
        {
            return ref view.Entries[owner];
        }

        return ref view.Slots[owner - view.Entries.Length].Entry;
    }
}
