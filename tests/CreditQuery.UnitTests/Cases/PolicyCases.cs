using System.Collections.Concurrent;
using System.Text;
using CreditQuery.Rules.Catalogues;
using CreditQuery.UnitTests.Rules.Support;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CreditQuery.UnitTests.Cases;

/// <summary>All policy cases by file, and the catalogues they are asked of.</summary>
internal static class PolicyCases
{
    private static readonly ConcurrentDictionary<(string Name, string Local), Catalogue> WithLocalData = new();

    public static string Folder { get; } = Path.Combine(TestCatalogues.Root(), "tests/CreditQuery.UnitTests/Cases");

    public static Dictionary<string, List<PolicyCase>> Files { get; } = Directory
        .EnumerateFiles(Folder, "*.yaml")
        .Order(StringComparer.Ordinal)
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f), f => ReadYaml<PolicyCaseFile>(f).Cases);

    public static IEnumerable<PolicyCase> All => Files.Values.SelectMany(c => c);

    /// <summary>The cases as they stand in the files, for comparing them with each other.</summary>
    public static IEnumerable<object?> Untyped() => Directory.EnumerateFiles(Folder, "*.yaml").SelectMany(f => ReadYaml<Dictionary<string, List<object?>>>(f)["cases"]);

    public static T ReadYaml<T>(string path) =>
        new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build().Deserialize<T>(File.ReadAllText(path));

    /// <summary>A shipped catalogue, with the tables of a region's own data in place of its empty ones.</summary>
    public static Catalogue Catalogue(string name, string local) => local.Length == 0 ? TestCatalogues.Named(name) : WithLocalData.GetOrAdd((name, local), Merge);

    private static Catalogue Merge((string Name, string Local) key)
    {
        var text = File.ReadAllText(TestCatalogues.PathOf(key.Name));
        foreach (var section in File.ReadAllText(Path.Combine(Folder, "Local", key.Local + ".yaml")).Split("---\n"))
        {
            var empty = section.TrimStart().Split(':')[0] + ": []\n";
            Assert.Contains(empty, text, StringComparison.Ordinal);
            text = text.Replace(empty, section, StringComparison.Ordinal);
        }

        var result = CatalogueLoader.Load(Encoding.UTF8.GetBytes(text));
        Assert.True(result.IsValid, string.Join("\n", result.Findings.Where(f => f.Severity == FindingSeverity.Error)));
        return result.Catalogue!;
    }
}
