namespace CreditQuery.Rules.Catalogues;

/// <summary>A basis with the article cited.</summary>
/// <param name="Basis">The basis.</param>
/// <param name="Article">Article as the paper numbers it; empty if none is given.</param>
public sealed record BasisCitation(LegalBasis Basis, string Article);
