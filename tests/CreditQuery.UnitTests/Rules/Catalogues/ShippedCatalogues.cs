using CreditQuery.Rules.Catalogues;

namespace CreditQuery.UnitTests.Rules.Catalogues;

/// <summary>The two files of the folder catalogues, loaded once.</summary>
internal static class ShippedCatalogues
{
    private static readonly Lazy<CatalogueLoadResult> SeedFile = new(() => Read("seed-2016-2019"));

    private static readonly Lazy<CatalogueLoadResult> CnFile = new(() => Read("cn-2026"));

    public static Catalogue Seed => SeedFile.Value.Catalogue!;

    public static Catalogue Cn => CnFile.Value.Catalogue!;

    public static string Folder { get; } = FindFolder();

    public static CatalogueLoadResult Load(string name) => name == "cn-2026" ? CnFile.Value : SeedFile.Value;

    private static CatalogueLoadResult Read(string name) => CatalogueLoader.Load(File.ReadAllBytes(Path.Combine(Folder, name + ".yaml")));

    // Tests run from below the tree, wherever the build puts them.
    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CreditQuery.sln")))
            {
                return Path.Combine(folder.FullName, "catalogues");
            }
        }

        throw new DirectoryNotFoundException("No CreditQuery.sln above the test binaries.");
    }
}
