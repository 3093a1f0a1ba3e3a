using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;

namespace CreditQuery.Index.Apply;

/// <summary>Decides a whole change set: all or nothing, but for independent rows.</summary>
internal static class SetDecision
{
    /// <summary>Decides every change.</summary>
    /// <param name="set">The working set; to be dropped when false is returned.</param>
    /// <param name="changes">The set.</param>
    /// <param name="outcomes">One per change.</param>
    /// <returns>True if the working set is to be written.</returns>
    public static bool Run(WorkingSet set, ChangeSet changes, out ChangeOutcome[] outcomes)
    {
        outcomes = new ChangeOutcome[changes.Changes.Count];
        if (FindMismatch(set, changes))
        {
            Array.Fill(outcomes, Outcomes.Refused(RefusalReason.RevisionMismatch));
            return false;
        }

        var catalogues = set.Facts.Catalogues;
        var refused = false;
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = ChangeDispatch.Apply(set, changes.Changes[i]);
            refused |= outcomes[i].Kind == OutcomeKind.Refused;
        }

        if (refused && !changes.Independent)
        {
            for (var i = 0; i < outcomes.Length; i++)
            {
                outcomes[i] = outcomes[i].Kind == OutcomeKind.Refused ? outcomes[i] : Outcomes.SetRefused;
            }

            return false;
        }

        if (set.ChangedCatalogue && !CountedDerivation.CountAlike(catalogues, set.Facts.Catalogues))
        {
            // What was counted before the rule was known follows from it now.
            foreach (var key in set.FindCounted())
            {
                CountAgain(set, set.At(key));
            }
        }

        Derivation.Run(set);
        if (changes.Source.Length > 0)
        {
            set.Facts = set.Facts.With(set.Facts.Sources.Touched(changes.Source, set.RecordedAt));
        }

        return true;
    }

    private static void CountAgain(WorkingSet set, WorkingRecord record)
    {
        if (record.HasSubject && !record.IsErased)
        {
            CountedDerivation.Derive(set, record);
        }
    }

    private static bool FindMismatch(WorkingSet set, ChangeSet changes)
    {
        foreach (var condition in changes.IfSubjectRevision)
        {
            var revision = set.Find(condition.Subject)?.RevisionBefore ?? 0;
            if (revision != condition.Revision)
            {
                return true;
            }
        }

        return false;
    }
}
