using System.Collections.Immutable;
using CreditQuery.Rules.Coverage;

namespace CreditQuery.Index.Snapshots;

/// <summary>What is known beside the subjects: catalogues, adoptions, sources, quarantine. Immutable; a set makes a new one.</summary>
internal sealed record RegistryFacts
{
    /// <summary>Nothing is known.</summary>
    public static readonly RegistryFacts Empty = new();

    /// <summary>Catalogue versions, in the order of their first days; of one day the later revision last.</summary>
    public ImmutableArray<CatalogueVersion> Catalogues { get; private init; } = [];

    /// <summary>Adoptions, in the order in which they were recorded.</summary>
    public ImmutableArray<RecordedAdoption> Adoptions { get; private init; } = [];

    /// <summary>Sources.</summary>
    public SourceRegister Sources { get; private init; } = SourceRegister.Empty;

    /// <summary>Events that could not be applied, in the order of their revisions.</summary>
    public ImmutableArray<QuarantinedSet> Quarantine { get; init; } = [];

    /// <summary>The catalogue version in force on a day.</summary>
    /// <returns>Null if none counts yet.</returns>
    public CatalogueVersion? CatalogueAt(int day) => Find(Catalogues, day);

    /// <summary>The same, of any list of versions in the order of their first days.</summary>
    public static CatalogueVersion? Find(ImmutableArray<CatalogueVersion> catalogues, int day)
    {
        for (var i = catalogues.Length - 1; i >= 0; i--)
        {
            if (catalogues[i].EffectiveFrom <= day)
            {
                return catalogues[i];
            }
        }

        return null;
    }

    /// <summary>Adds a catalogue version.</summary>
    public RegistryFacts With(CatalogueVersion catalogue) =>
        this with { Catalogues = [.. Catalogues.Add(catalogue).OrderBy(static c => c.EffectiveFrom).ThenBy(static c => c.Revision)] };

    /// <summary>Replaces the adoptions.</summary>
    public RegistryFacts With(ImmutableArray<RecordedAdoption> adoptions) =>
        this with { Adoptions = adoptions, Catalogues = [.. Catalogues.Select(c => c.WithAdoptions(adoptions))] };

    /// <summary>Replaces the sources.</summary>
    public RegistryFacts With(SourceRegister sources) => ReferenceEquals(sources, Sources)
        ? this
        : this with { Sources = sources, Catalogues = [.. Catalogues.Select(c => c.WithSources(sources))] };
}
