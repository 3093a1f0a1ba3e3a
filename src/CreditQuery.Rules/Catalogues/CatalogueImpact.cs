namespace CreditQuery.Rules.Catalogues;

/// <summary>Which scenarios' answers could change by what stands at a path of either catalogue.</summary>
internal sealed class CatalogueImpact(Catalogue from, Catalogue to)
{
    /// <summary>Codes of the scenarios, in ordinal order.</summary>
    public IReadOnlyList<string> ScenariosOf(string path)
    {
        var (section, code) = Split(path);
        var scenarios = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var catalogue in (ReadOnlySpan<Catalogue>)[from, to])
        {
            scenarios.UnionWith(Of(catalogue, section, code));
        }

        return [.. scenarios];
    }

    // ".measures[limit_air_travel].when[0]" is section measures, code limit_air_travel.
    private static (string Section, string Code) Split(string path)
    {
        var start = path.StartsWith('.') ? 1 : 0;
        var end = path.AsSpan(start).IndexOfAny('[', '.');
        var section = end < 0 ? path[start..] : path[start..(start + end)];
        var open = path.IndexOf('[', StringComparison.Ordinal);
        var close = path.IndexOf(']', StringComparison.Ordinal);
        return (section, open >= 0 && close > open ? path[(open + 1)..close].Split('#')[0] : "");
    }

    private static IEnumerable<string> Of(Catalogue catalogue, string section, string code) => section switch
    {
        "measures" => Of(catalogue, m => m.Code == code),
        "list_types" when catalogue.FindListType(code) is { } listType => Of(catalogue, listType),
        // Entries of its list follow from a count.
        "behaviour_rules" when catalogue.BehaviourRules.FirstOrDefault(r => r.Type == code) is { } rule => Of(catalogue, catalogue.ListTypes[rule.ListType]),
        "legal_bases" => Of(catalogue, m => m.LegalBases.Any(b => b.Basis.Id == code)),
        "severity_schemes" => Of(catalogue, m => m.Conditions.Any(c => c.SeverityScheme?.Code == code)),
        "grade_schemes" => Of(catalogue, m => m.Conditions.Any(c => c.GradeScheme?.Code == code)),
        "scenarios" => catalogue.Scenarios.Where(s => s.Code == code).Select(s => s.Code),
        "consumption_tables" or "consumption_rules" => catalogue.Scenarios.Where(s => s.Item == ItemKind.Consumption).Select(s => s.Code),
        "tender_schemes" => Advising(catalogue, AdviceKind.Tender),
        "supervision_factors" => Advising(catalogue, AdviceKind.Inspection),
        "price_signals" => Advising(catalogue, AdviceKind.Pricing),
        // The first day says when the version counts, not what it says: it is told as a difference of its own.
        "objections" => catalogue.Scenarios.Select(s => s.Code),
        _ => [],
    };

    // An adverse list type speaks about three clean years and holds incentives back everywhere.
    private static IEnumerable<string> Of(Catalogue catalogue, ListTypeDefinition listType) =>
        listType.Adverse ? catalogue.Scenarios.Select(s => s.Code) : Of(catalogue, m => m.Conditions.Any(c => c.ListTypes.Contains(listType.Index)));

    private static IEnumerable<string> Of(Catalogue catalogue, Func<MeasureDefinition, bool> isConcerned) =>
        catalogue.Measures.Where(isConcerned).SelectMany(m => m.Scenarios).Distinct().Select(s => catalogue.Scenarios[s].Code);

    private static IEnumerable<string> Advising(Catalogue catalogue, AdviceKind advice) => catalogue.Scenarios.Where(s => s.Advice == advice).Select(s => s.Code);
}
