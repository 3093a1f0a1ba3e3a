using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Checks;

/// <summary>Says which measures follow for a subject from its record, and what they mean for the decision at hand.</summary>
/// <remarks>Pure and thread-safe; allocates nothing once the answer has grown. Source: architecture, chapters 4 and 5.</remarks>
public static class CheckEvaluator
{
    /// <summary>Evaluates a record.</summary>
    /// <param name="view">The record, not an alias; only read during the call.</param>
    /// <param name="plan">The question.</param>
    /// <param name="question">What is asked about this subject.</param>
    /// <param name="answer">Is cleared and filled.</param>
    public static void Evaluate(in SubjectView view, CheckPlan plan, in SubjectQuestion question, CheckAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(answer);
        answer.Clear();
        ref readonly var head = ref view.Header;
        var kinds = KindSet.Possible(head.Kind, question.KindsByIdentifier);
        var isOther = question.SealedName != 0 && head.SealedName != 0 && question.SealedName != head.SealedName;
        answer.StatedFormerName = isOther && FormerNames.Contains(view.FormerNames, question.SealedName);
        var mismatch = isOther && !answer.StatedFormerName;
        answer.Identity = mismatch ? IdentityMatch.NameMismatch : question.ByAlias ? IdentityMatch.MatchedByAlias : IdentityMatch.Matched;
        NoteChanges(plan, question, answer);
        if (!plan.Scenario.Kinds.Overlaps(kinds))
        {
            answer.Conclusion = Conclusion.Indeterminate;
            answer.Reasons = IndeterminateReasons.NotApplicable;
            return;
        }

        var gaps = question.Coverage.Reasons | OpenKind(plan, kinds);
        if (view.IsPlain)
        {
            Finish(plan, question, kinds, head.EstablishedOn, answer);
        }
        else
        {
            gaps |= EvaluateRecord(view, plan, question, kinds, answer);
        }

        (answer.Conclusion, answer.Reasons) = Conclusions.Conclude(answer.Findings, gaps | answer.Open, mismatch);
        Advice.Fill(plan, answer);
    }

    /// <summary>Evaluates a valid identifier without a record.</summary>
    /// <param name="plan">The question.</param>
    /// <param name="question">What is asked about this subject.</param>
    /// <param name="answer">Is cleared and filled: CLEAR only with coverage.</param>
    public static void EvaluateMissing(CheckPlan plan, in SubjectQuestion question, CheckAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(answer);
        answer.Clear();
        answer.Identity = IdentityMatch.NoRecord;
        var kinds = KindSet.Possible(SubjectKind.Unspecified, question.KindsByIdentifier);
        NoteChanges(plan, question, answer);
        if (!plan.Scenario.Kinds.Overlaps(kinds))
        {
            answer.Conclusion = Conclusion.Indeterminate;
            answer.Reasons = IndeterminateReasons.NotApplicable;
            return;
        }

        // Nothing is known of when a unit without a record was established: its clean years are UNKNOWN, and no incentive follows.
        Finish(plan, question, kinds, establishedOn: 0, answer);
        (answer.Conclusion, answer.Reasons) = Conclusions.Conclude(answer.Findings, question.Coverage.Reasons | OpenKind(plan, kinds) | answer.Open, nameMismatch: false);
        Advice.Fill(plan, answer);
    }

    /// <summary>Answers without measures: the identity is unusable, the answer too old, or the record out of reach.</summary>
    /// <param name="identity">How the identifier led, or did not lead, to a record.</param>
    /// <param name="reasons">Why; for an invalid or ambiguous identifier IDENTITY_UNUSABLE is added.</param>
    /// <param name="answer">Is cleared and filled.</param>
    public static void EvaluateUnusable(IdentityMatch identity, IndeterminateReasons reasons, CheckAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        answer.Clear();
        answer.Identity = identity;
        answer.Conclusion = Conclusion.Indeterminate;
        answer.Reasons = identity is IdentityMatch.InvalidIdentifier or IdentityMatch.Ambiguous ? reasons | IndeterminateReasons.IdentityUnusable : reasons;
    }

    /// <summary>Makes one answer of the subject's and its parties', by the rule of the scenario.</summary>
    /// <param name="plan">The question.</param>
    /// <param name="subject">Answer about the subject; its conclusion, reasons and next change become those of the whole.</param>
    /// <param name="parties">Answers about the parties, in the order of the request; they stay as they are.</param>
    /// <remarks>WORST_COUNTS: BLOCK &gt; INDETERMINATE &gt; CAUTION &gt; SUSPENDED_ONLY &gt; CLEAR &gt; PREFER, so that a group is preferred only if all
    /// of it is; whoever has no role of the group (an agent, an evaluator) is judged alone. EACH_ALONE: the subject's answer stands.
    /// Source: 法〔2016〕285号 (any member on the list limits the consortium).</remarks>
    public static void Combine(CheckPlan plan, PartyAnswer subject, ReadOnlySpan<PartyAnswer> parties)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var whole = subject.Answer;
        var isGroup = plan.Scenario.CountsInGroup(subject.PartyRole);
        for (var index = 0; index < parties.Length; index++)
        {
            var party = parties[index].Answer;
            whole.SoonerChange(party.NextChangeDay);
            whole.NextSilenceTicks = Math.Min(whole.NextSilenceTicks, party.NextSilenceTicks);
            if (isGroup && plan.Scenario.CountsInGroup(parties[index].PartyRole))
            {
                TakeWorse(whole, party, index + 1);
            }
        }
    }

    private static void TakeWorse(CheckAnswer whole, CheckAnswer party, int number)
    {
        if (party.Conclusion == Conclusion.Indeterminate && whole.Conclusion == Conclusion.Indeterminate)
        {
            whole.Reasons |= party.Reasons;
        }
        else if (Conclusions.Badness(party.Conclusion) > Conclusions.Badness(whole.Conclusion))
        {
            whole.Conclusion = party.Conclusion;
            whole.Reasons = party.Reasons;
            whole.ConsortiumBlockedBy = party.Conclusion == Conclusion.Block ? number : 0;
            Advice.TakeBackIncentives(whole);
        }
    }

    private static IndeterminateReasons EvaluateRecord(in SubjectView view, CheckPlan plan, in SubjectQuestion question, KindSet kinds, CheckAnswer answer)
    {
        ref readonly var head = ref view.Header;
        var partyRole = question.PartyRole == 0 ? plan.DefaultPartyRole : question.PartyRole;
        var quarantined = (head.Flags & SubjectFlags.Quarantined) != 0;
        var clean = default(CleanRecord);
        var record = new RecordEvaluation(view, plan, kinds, partyRole, question.Coverage.CrossChecked, answer);
        record.TakeStates(ref clean);
        clean.Decide(plan, question.Coverage, IsPerson(kinds), head.EstablishedOn, quarantined, answer);
        record.ApplyEntries();
        record.ApplySlots();
        var grades = new GradeEvaluation(plan, answer, kinds, partyRole, record.StateOfIncentives, record.CommitmentBroken);
        grades.ApplyGrades(view.Grades);
        grades.ApplyClean();
        grades.EarnPoints(view.Grades);
        grades.ListRatings(view);
        NoteRowChanges(plan, head.GradeCount, answer);
        answer.NextSilenceTicks = question.Coverage.NextSilenceTicks;
        answer.Sort(plan);
        return ((head.Flags & SubjectFlags.Truncated) != 0 ? IndeterminateReasons.LinksTruncated : IndeterminateReasons.None)
            | (quarantined ? IndeterminateReasons.QuarantinedChange : IndeterminateReasons.None);
    }

    // What other lists are needed, or another version says, is no matter of the record.
    private static void NoteChanges(CheckPlan plan, in SubjectQuestion question, CheckAnswer answer)
    {
        answer.SoonerChange(question.NextVersionDay == CivilDay.None ? CivilDay.Never : question.NextVersionDay);
        answer.SoonerChange(plan.MovesWithTime ? question.Coverage.NextDay : CivilDay.Never);
    }

    // The scenario may not apply at all: nothing but a BLOCK that is certain can be said.
    private static IndeterminateReasons OpenKind(CheckPlan plan, KindSet kinds) =>
        plan.Scenario.Kinds.Includes(kinds) ? IndeterminateReasons.None : IndeterminateReasons.KindUnknown;

    private static bool IsPerson(KindSet kinds) => kinds == default(KindSet).With(SubjectKind.NaturalPerson);

    private static void NoteRowChanges(CheckPlan plan, int gradeCount, CheckAnswer answer)
    {
        if (plan.MovesWithTime)
        {
            answer.SoonerChange(answer.CleanYears == ThreeCleanYears.Yes ? plan.NextCleanRowChange : CivilDay.Never);
            answer.SoonerChange(gradeCount > 0 ? plan.NextGradeRowChange : CivilDay.Never);
        }
    }

    // The shortest path: no entries, so only time and a clean record speak.
    private static void Finish(CheckPlan plan, in SubjectQuestion question, KindSet kinds, int establishedOn, CheckAnswer answer)
    {
        default(CleanRecord).Decide(plan, question.Coverage, IsPerson(kinds), establishedOn, quarantined: false, answer);
        answer.NextSilenceTicks = question.Coverage.NextSilenceTicks;
        if (plan.CleanCandidates.Length > 0 || plan.NextCleanRowChange != CivilDay.Never)
        {
            var partyRole = question.PartyRole == 0 ? plan.DefaultPartyRole : question.PartyRole;

            // Clean years are YES only after the cross-check.
            new GradeEvaluation(plan, answer, kinds, partyRole, MeasureState.Active, commitmentBroken: false).ApplyClean();
            NoteRowChanges(plan, gradeCount: 0, answer);
            answer.Sort(plan);
        }
    }
}
