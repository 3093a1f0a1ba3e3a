using System.Text;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Regions;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Checks;

/// <summary>Tells why each measure of an answer applies, and why others of the scenario do not.</summary>
/// <remarks>Allocates; only for checks that ask for it. Revoked and repaired entries are nowhere, here neither.</remarks>
public static class Explanation
{
    /// <summary>Explains the measures and references of an answer.</summary>
    /// <param name="view">The record that was evaluated.</param>
    /// <param name="plan">The question.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>One per measure, then one per reference, in their order.</returns>
    public static IReadOnlyList<ExplainedMeasure> Why(in SubjectView view, CheckPlan plan, CheckAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(answer);
        var explained = new List<ExplainedMeasure>();
        AddApplied(view, plan, answer, answer.Measures, explained);
        AddApplied(view, plan, answer, answer.References, explained);
        return explained;
    }

    /// <summary>Explains the measures of the scenario that look at the subject's entries, or at its clean record, and do not apply.</summary>
    /// <param name="view">The record that was evaluated.</param>
    /// <param name="plan">The question.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>By entry, then by code; empty if nothing was to be expected.</returns>
    public static IReadOnlyList<ExplainedMeasure> WhyNot(in SubjectView view, CheckPlan plan, CheckAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(answer);
        var explained = new List<ExplainedMeasure>();
        var entries = view.Entries;
        for (var index = 0; index < entries.Length; index++)
        {
            AddMissing(view, plan, answer, new Subject(entries[index], index, view.Header.Kind, null), explained);
        }

        var slots = view.Slots;
        for (var index = 0; index < slots.Length; index++)
        {
            AddMissing(view, plan, answer, new Subject(slots[index].Entry, entries.Length + index, view.Header.Kind, slots[index]), explained);
        }

        AddUncleanRows(plan, answer, explained);
        return explained;
    }

    private static void AddApplied(in SubjectView view, CheckPlan plan, CheckAnswer answer, ReadOnlySpan<AppliedMeasure> applied, List<ExplainedMeasure> explained)
    {
        foreach (ref readonly var measure in applied)
        {
            var definition = plan.Catalogue.Measures[measure.Measure];
            var id = Encoding.UTF8.GetString(answer.EntryId(measure));
            var reason = measure.Reason != MeasureReason.Applies ? measure.Reason : ReasonOf(measure.State);
            explained.Add(new ExplainedMeasure(definition, OwnerOf(view, answer.EntryId(measure), measure.ViaRole), id, reason, ConditionWords.Of(plan.Catalogue, definition, measure.ListType)));
        }
    }

    private static MeasureReason ReasonOf(MeasureState state) => state switch
    {
        MeasureState.Suspended => MeasureReason.Suspended,
        MeasureState.Grace => MeasureReason.Grace,
        MeasureState.Pending => MeasureReason.Pending,
        MeasureState.Exempted => MeasureReason.Exempted,
        MeasureState.Held => MeasureReason.Held,
        MeasureState.NotAdopted => MeasureReason.NotAdopted,
        MeasureState.NotCrossChecked => MeasureReason.NotCrossChecked,
        _ => MeasureReason.Applies,
    };

    private static int OwnerOf(in SubjectView view, ReadOnlySpan<byte> id, Role viaRole)
    {
        var entries = view.Entries;
        for (var index = 0; viaRole == Role.Unspecified && index < entries.Length; index++)
        {
            if (!id.IsEmpty && view.EntryId(entries[index]).SequenceEqual(id))
            {
                return index;
            }
        }

        var slots = view.Slots;
        for (var index = 0; index < slots.Length; index++)
        {
            if (slots[index].Role == viaRole && view.EntryId(slots[index].Entry).SequenceEqual(id))
            {
                return entries.Length + index;
            }
        }

        return -1;
    }

    private static void AddMissing(in SubjectView view, CheckPlan plan, CheckAnswer answer, in Subject subject, List<ExplainedMeasure> explained)
    {
        var listType = plan.Catalogue.ListTypeOf(subject.Entry);
        var state = EntryStates.StateOf(subject.Entry, subject.Owner, view.Facts, listType, plan.Days);
        if (listType is null || state is EntryState.Revoked or EntryState.Repaired)
        {
            return;
        }

        var id = view.EntryId(subject.Entry);
        foreach (var measure in plan.Catalogue.Tables.MeasuresOf(plan.Scenario))
        {
            if (measure.Conditions.Any(c => c.ListTypes.Contains(listType.Index)) && !IsApplied(answer, measure, id))
            {
                var reason = ReasonAgainst(plan, measure, listType, subject, state, view.Facts);
                explained.Add(new ExplainedMeasure(measure, subject.Owner, Encoding.UTF8.GetString(id), reason, ConditionWords.Of(plan.Catalogue, measure, listType.Index)));
            }
        }
    }

    private static bool IsApplied(CheckAnswer answer, MeasureDefinition measure, ReadOnlySpan<byte> id)
    {
        foreach (ref readonly var applied in answer.Measures)
        {
            if (applied.Measure == measure.Index && answer.EntryId(applied).SequenceEqual(id))
            {
                return true;
            }
        }

        foreach (ref readonly var applied in answer.References)
        {
            if (applied.Measure == measure.Index && answer.EntryId(applied).SequenceEqual(id))
            {
                return true;
            }
        }

        return false;
    }

    // The first that fits, from what no condition could change to what a condition decides.
    private static MeasureReason ReasonAgainst(CheckPlan plan, MeasureDefinition measure, ListTypeDefinition listType, in Subject subject, EntryState state, ReadOnlySpan<EntryFact> facts)
    {
        if (state is EntryState.Expired)
        {
            return MeasureReason.Expired;
        }

        if (state is EntryState.Exited or EntryState.Monitored)
        {
            return MeasureReason.Exited;
        }

        if (!measure.InForce.Covers(plan.AsOf) || !listType.InForce.Covers(plan.AsOf))
        {
            return MeasureReason.OutsideEffectiveDays;
        }

        if (subject.Slot is { } slot)
        {
            if (!measure.Roles.Contains(slot.Role) || slot.RoleFrom > plan.AsOf || slot.RoleTo < plan.AsOf)
            {
                return MeasureReason.RoleDoesNotMatch;
            }
        }
        else if (subject.Kind != SubjectKind.Unspecified && !measure.Kinds.Contains(subject.Kind))
        {
            return MeasureReason.KindDoesNotMatch;
        }

        var elsewhere = EntryPlace.Of(subject.Entry, subject.Owner, listType.Scope, facts, plan) == Placement.Elsewhere;
        var noRowHere = measure.Conditions.All(c => c.Regions.Count > 0 && !c.Regions.Any(r => RegionCode.Contains(r, plan.Region)));
        return elsewhere || noRowHere ? MeasureReason.RegionDoesNotMatch : MeasureReason.ConditionNotMet;
    }

    private static void AddUncleanRows(CheckPlan plan, CheckAnswer answer, List<ExplainedMeasure> explained)
    {
        foreach (ref readonly var candidate in plan.CleanCandidates.AsSpan())
        {
            var measure = plan.Catalogue.Measures[candidate.Measure];
            if (!IsApplied(answer, measure, []))
            {
                explained.Add(new ExplainedMeasure(measure, -1, "", MeasureReason.ConditionNotMet, ConditionWords.Of(plan.Catalogue, measure, -1)));
            }
        }
    }

    private readonly record struct Subject(EntryRecord Entry, int Owner, SubjectKind Kind, SlotRecord? Slot);
}
