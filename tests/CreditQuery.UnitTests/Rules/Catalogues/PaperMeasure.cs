using CreditQuery.Rules.Catalogues;

namespace CreditQuery.UnitTests.Rules.Catalogues;

/// <summary>One row of the papers' measures: what a catalogue must have of it.</summary>
/// <param name="Code">Measure.</param>
/// <param name="Kind">Incentive or discipline.</param>
/// <param name="Level">Obligation.</param>
/// <param name="Articles">Paper and article, as basis and article of the catalogue.</param>
internal sealed record PaperMeasure(string Code, MeasureKind Kind, Obligation Level, IReadOnlyList<(string Basis, string Article)> Articles)
{
    private static readonly string[] Papers = ["kunshan_2018", "shanxi_2017_3", "baiyun_2016_16", "zhuhai_2018", "yunnan_2019"];

    public static IReadOnlyList<PaperMeasure> All { get; } =
    [
        .. File.ReadLines(Path.Combine(ShippedCatalogues.Folder, "../tests/CreditQuery.UnitTests/Rules/Catalogues/PaperMeasures.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Select(Read),
    ];

    private static PaperMeasure Read(string line)
    {
        var cells = line.Split('\t');
        var articles = cells[3].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(a => (Papers[a[2] - '0'], a[4..]));
        return new PaperMeasure(cells[0], Enum.Parse<MeasureKind>(cells[1], ignoreCase: true), Enum.Parse<Obligation>(cells[2].Split('>')[^1], ignoreCase: true), [.. articles]);
    }
}
