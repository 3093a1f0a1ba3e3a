using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Checks;

/// <summary>What entries give beside measures: points of a tender scheme, a signal for pricing.</summary>
internal static class RecordAdvice
{
    /// <summary>Earns the points of the tender scheme; a ground earns its points once, however many entries stand for it. Entries that do not
    /// count in the region earn nothing there.</summary>
    public static void EarnPoints(CheckPlan plan, in SubjectView view, ReadOnlySpan<EntryReading> readings, CheckAnswer answer)
    {
        var entries = view.Entries;
        foreach (var points in plan.TenderPoints)
        {
            for (var index = 0; index < entries.Length; index++)
            {
                var (listType, state) = readings[index];
                if (state == EntryState.Active && points.HasListType(listType)
                    && EntryPlace.Of(entries[index], index, plan.Lists[listType].Scope, view.Facts, plan) == Placement.Here)
                {
                    answer.Earn(points.Points);
                    break;
                }
            }
        }
    }

    /// <summary>Notes the strongest signal of active public entries; a favourable one only as incentives: no adverse entry holds it back, and none can be missing. One that
    /// may count elsewhere leaves the answer open.</summary>
    public static void NotePrice(CheckPlan plan, in ListFacts list, EntryState state, Placement place, MeasureState ofIncentives, CheckAnswer answer)
    {
        if (plan.PriceSignals is { } signals && state == EntryState.Active && list.IsPublic && !list.NamedOnly && signals[(int)list.Tier] is { } signal)
        {
            if (place == Placement.Unknown)
            {
                answer.Open |= IndeterminateReasons.RegionRequired;
                return;
            }

            var counts = signal.Signal != PriceSignal.Favourable || ofIncentives == MeasureState.Active;
            if (counts && (answer.PriceSignal is null || answer.PriceSignal.Signal < signal.Signal))
            {
                answer.PriceSignal = signal;
            }
        }
    }
}
