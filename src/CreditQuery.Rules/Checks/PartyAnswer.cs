namespace CreditQuery.Rules.Checks;

/// <summary>The answer about one of those who act together.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="PartyRole">Role in the case, as <see cref="CheckPlan.TryFindPartyRole"/> gives it; 0 where the scenario names no roles.</param>
public readonly record struct PartyAnswer(CheckAnswer Answer, int PartyRole);
