namespace CreditQuery.Rules.Catalogues;

/// <summary>Open sets of values that rows of one catalogue name; positions count from 1, 0 stands for any other value or none.</summary>
internal sealed class CatalogueNames
{
    /// <summary>Property insurance (财产保险), the only insurance whose price a list may move (000 四(二)).</summary>
    public const string Property = "property";

    public CatalogueNames(CatalogueParts parts)
    {
        var conditions = parts.Measures.SelectMany(m => m.Conditions).ToList();
        Institutions = new NameSet(conditions.SelectMany(c => c.InstitutionTypes));
        Products = new NameSet(conditions.SelectMany(c => c.Products).Concat(parts.PriceSignals.Select(p => p.Product)).Append(Property));
        Awards = new NameSet(conditions.SelectMany(c => c.Awards));
        Fields = new NameSet(parts.Fields.Select(f => f.Code));
    }

    public NameSet Institutions { get; }

    public NameSet Products { get; }

    public NameSet Awards { get; }

    public NameSet Fields { get; }
}
