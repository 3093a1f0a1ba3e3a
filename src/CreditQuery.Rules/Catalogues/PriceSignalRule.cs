namespace CreditQuery.Rules.Catalogues;

/// <summary>Signal that a tier of lists gives for a product.</summary>
/// <param name="Product">loan, insurance, or a product code.</param>
/// <param name="Tier">Tier of the list.</param>
/// <param name="Signal">Signal.</param>
/// <param name="Note">What the signal is and is not.</param>
public sealed record PriceSignalRule(string Product, ListTier Tier, PriceSignal Signal, string Note);
