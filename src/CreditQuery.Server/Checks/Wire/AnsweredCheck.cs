using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>What one check came to.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Plan">The plan that it answers.</param>
/// <param name="Findings">What was noticed about the identifier.</param>
internal readonly record struct AnsweredCheck(CheckAnswer Answer, CheckPlan Plan, IdentifierFindings Findings);
