namespace CreditQuery.Rules.Checks;

/// <summary>A question in numbers: equal keys have equal plans.</summary>
/// <param name="Scenario">Scenario by index.</param>
/// <param name="AsOf">Day asked about.</param>
/// <param name="Today">Day of log time.</param>
/// <param name="Region">Region.</param>
/// <param name="HasItem">Whether an item was stated.</param>
/// <param name="First">First value of the item.</param>
/// <param name="Second">Second value.</param>
/// <param name="Third">Third value.</param>
internal readonly record struct PlanKey(int Scenario, int AsOf, int Today, int Region, bool HasItem, int First, int Second, int Third);
