using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Coverage;

namespace CreditQuery.Index;

/// <summary>A catalogue version of the log, with the adoptions and sources of one revision.</summary>
/// <remarks>Immutable.</remarks>
public sealed class CatalogueVersion
{
    private readonly Catalogue _file;

    private CatalogueVersion(Catalogue file, Catalogue catalogue, CoverageTable coverage, ulong revision)
    {
        _file = file;
        Catalogue = catalogue;
        Coverage = coverage;
        Revision = revision;
    }

    /// <summary>The catalogue, recorded adoptions included.</summary>
    public Catalogue Catalogue { get; }

    /// <summary>What the sources cover under it.</summary>
    public CoverageTable Coverage { get; }

    /// <summary>Revision that put it.</summary>
    public ulong Revision { get; }

    /// <summary>First civil day on which it counts.</summary>
    public int EffectiveFrom => Catalogue.EffectiveFrom;

    internal static CatalogueVersion Of(Catalogue file, ulong revision, IReadOnlyList<RecordedAdoption> adoptions, SourceRegister sources)
    {
        var catalogue = file;
        foreach (var adoption in adoptions)
        {
            // A measure that this version does not have cannot be adopted under it; under another it may.
            catalogue = catalogue.WithAdoption(adoption.Measure, adoption.Region, adoption.Days) ?? catalogue;
        }

        return new CatalogueVersion(file, catalogue, new CoverageTable(catalogue, sources), revision);
    }

    internal CatalogueVersion WithAdoptions(IReadOnlyList<RecordedAdoption> adoptions) => Of(_file, Revision, adoptions, Coverage.Register);

    internal CatalogueVersion WithSources(SourceRegister sources) => new(_file, Catalogue, Coverage.With(sources), Revision);
}
