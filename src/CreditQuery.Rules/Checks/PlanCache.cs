namespace CreditQuery.Rules.Checks;

/// <summary>Plans of one catalogue by question.</summary>
internal sealed class PlanCache
{
}
