namespace CreditQuery.Rules.Catalogues;

/// <summary>One parameter of a mode of consumption.</summary>
/// <param name="Name">Name in the request and in <c>match</c>.</param>
/// <param name="Values">Its closed set of values.</param>
internal sealed record ConsumptionParameter(string Name, string[] Values);
