namespace CreditQuery.UnitTests.Rules.Catalogues;

/// <summary>Short quotes of the five papers, one per measure, in Simplified script.</summary>
internal static class SeedWordings
{
    public static IReadOnlyList<SeedWording> All { get; } = Read();

    private static List<SeedWording> Read()
    {
        var file = Path.Combine(ShippedCatalogues.Folder, "../tests/CreditQuery.UnitTests/Rules/Catalogues/SeedWordings.tsv");
        return
        [
            .. File.ReadLines(file).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')).Select(cells => new SeedWording(cells[0], cells[1], cells[2])),
        ];
    }
}
