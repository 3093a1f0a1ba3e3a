using CreditQuery.Rules.Subjects;
using CreditQuery.Rules.Transitions;

namespace CreditQuery.Index;

/// <summary>What happened to the status of one subject at one place of the order.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Kind">Its kind; Unspecified where the record does not say.</param>
/// <param name="Changes">What happened, in the order in which it is told; never empty.</param>
public readonly record struct SubjectTransitions(SubjectKey Key, SubjectKind Kind, IReadOnlyList<StatusChange> Changes);
