using CreditQuery.Rules.Catalogues.Loading;
using YamlDotNet.RepresentationModel;

namespace CreditQuery.Rules.Catalogues;

/// <summary>Says what differs between two catalogues and which answers could change.</summary>
public static class CatalogueDiff
{
    // Text for people: no answer changes by it but the names it shows.
    private static readonly string[] Texts = ["name_zh", "title_zh", "title", "note", "content", "handling", "cause", "reward_cause", "filing_no", "national_list_item", "admin_unit", "implementing", "owner", "policy_basis"];

    /// <summary>Compares two catalogues.</summary>
    /// <param name="from">The earlier one.</param>
    /// <param name="to">The later one.</param>
    /// <returns>Differences by path; empty if the files say the same.</returns>
    public static IReadOnlyList<CatalogueDifference> Compare(Catalogue from, Catalogue to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var differences = new List<CatalogueDifference>();
        Compare(Root(from), Root(to), "", new CatalogueImpact(from, to), differences);
        return differences;
    }

    /// <summary>Scenarios whose answers could change by any of the differences.</summary>
    /// <param name="differences">Differences of two catalogues.</param>
    /// <returns>Codes in ordinal order.</returns>
    public static IReadOnlyList<string> ScenariosOf(IReadOnlyList<CatalogueDifference> differences) =>
        [.. differences.SelectMany(d => d.Scenarios).Distinct().Order(StringComparer.Ordinal)];

    private static YamlMappingNode Root(Catalogue catalogue) =>
        YamlText.Parse(catalogue.Content.Span, new FindingList()) ?? throw new InvalidOperationException("A loaded catalogue no longer parses.");

    private static void Compare(YamlNode? from, YamlNode? to, string path, CatalogueImpact impact, List<CatalogueDifference> differences)
    {
        if (from is YamlMappingNode fromMap && to is YamlMappingNode toMap)
        {
            CompareChildren(Children(fromMap), Children(toMap), path, impact, differences);
        }
        else if (from is YamlSequenceNode fromList && to is YamlSequenceNode toList && HasMappings(fromList) && HasMappings(toList))
        {
            CompareChildren(Items(fromList), Items(toList), path, impact, differences);
        }
        else if (Word(from) != Word(to))
        {
            var kind = from is null ? DifferenceKind.Added : to is null ? DifferenceKind.Removed : DifferenceKind.Changed;
            differences.Add(new CatalogueDifference(kind, path.TrimStart('.'), Word(from), Word(to), IsText(path) ? [] : impact.ScenariosOf(path)));
        }
    }

    private static void CompareChildren(List<(string Name, YamlNode Node)> from, List<(string Name, YamlNode Node)> to, string path, CatalogueImpact impact, List<CatalogueDifference> differences)
    {
        foreach (var (name, node) in from)
        {
            Compare(node, to.Find(t => t.Name == name).Node, path + name, impact, differences);
        }

        foreach (var (name, node) in to.Where(t => !from.Exists(f => f.Name == t.Name)))
        {
            Compare(null, node, path + name, impact, differences);
        }
    }

    private static List<(string Name, YamlNode Node)> Children(YamlMappingNode map) =>
        [.. map.Children.Where(c => Word(c.Value).Length > 0).Select(c => ("." + ((YamlScalarNode)c.Key).Value, c.Value))];

    private static List<(string Name, YamlNode Node)> Items(YamlSequenceNode list)
    {
        var items = new List<(string Name, YamlNode Node)>();
        foreach (var node in list)
        {
            var name = NameOf(node) ?? items.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var count = items.Count(i => i.Name == $"[{name}]" || i.Name.StartsWith($"[{name}#", StringComparison.Ordinal));
            items.Add((count == 0 ? $"[{name}]" : $"[{name}#{count}]", node));
        }

        return items;
    }

    private static string? NameOf(YamlNode node)
    {
        foreach (var key in (ReadOnlySpan<string>)["code", "id", "rule", "type"])
        {
            if (node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlScalarNode { Value.Length: > 0 } scalar)
            {
                return scalar.Value;
            }
        }

        return null;
    }

    private static bool HasMappings(YamlSequenceNode list) => list.Children.Count > 0 && list.All(n => n is YamlMappingNode);

    private static bool IsText(string path) => Texts.Any(text => path.EndsWith("." + text, StringComparison.Ordinal) || path.Contains("." + text + "[", StringComparison.Ordinal));

    private static string Word(YamlNode? node) => node switch
    {
        YamlScalarNode scalar => scalar.Style == YamlDotNet.Core.ScalarStyle.Plain && scalar.Value is "null" or "~" ? "" : scalar.Value ?? "",
        YamlSequenceNode list => "[" + string.Join(", ", list.Select(Word)) + "]",
        YamlMappingNode map => "{" + string.Join(", ", map.Children.Select(c => Word(c.Key) + ": " + Word(c.Value))) + "}",
        _ => "",
    };
}
