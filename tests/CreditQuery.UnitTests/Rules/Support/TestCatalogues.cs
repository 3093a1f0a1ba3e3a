using System.Text;
using CreditQuery.Rules.Catalogues;

namespace CreditQuery.UnitTests.Rules.Support;

/// <summary>Catalogues of tests: the shipped ones, and small ones written in a test.</summary>
internal static class TestCatalogues
{
    private static readonly Lazy<Catalogue> Current = new(() => Load("cn-2026"));
    private static readonly Lazy<Catalogue> Seed = new(() => Load("seed-2016-2019"));

    public static Catalogue Cn2026 => Current.Value;

    public static Catalogue Seed2016 => Seed.Value;

    public static Catalogue Named(string name) => name == "cn-2026" ? Cn2026 : name == "seed-2016-2019" ? Seed2016 : throw new ArgumentException(name);

    public static string PathOf(string name) => Path.Combine(Root(), "catalogues", name + ".yaml");

    /// <summary>The folder of the solution, found from the test's own.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CreditQuery.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("CreditQuery.sln");
    }

    public static CatalogueLoadResult Try(string yaml) => CatalogueLoader.Load(Encoding.UTF8.GetBytes(yaml));

    public static Catalogue Parse(string yaml)
    {
        var result = Try(yaml);
        Assert.True(result.IsValid, string.Join("\n", result.Findings));
        return result.Catalogue!;
    }

    private static Catalogue Load(string name)
    {
        var result = CatalogueLoader.Load(File.ReadAllBytes(PathOf(name)));
        Assert.True(result.IsValid, string.Join("\n", result.Findings.Where(f => f.Severity == FindingSeverity.Error)));
        return result.Catalogue!;
    }
}
