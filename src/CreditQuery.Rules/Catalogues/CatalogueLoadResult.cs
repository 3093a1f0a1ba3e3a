namespace CreditQuery.Rules.Catalogues;

/// <summary>What loading a catalogue file gave.</summary>
/// <param name="Catalogue">The catalogue; null if there is an error.</param>
/// <param name="Findings">Errors and warnings in the order of the file.</param>
public sealed record CatalogueLoadResult(Catalogue? Catalogue, IReadOnlyList<CatalogueFinding> Findings)
{
    /// <summary>True if there is no error.</summary>
    public bool IsValid => Catalogue is not null;
}
