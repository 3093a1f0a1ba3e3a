using CreditQuery.FunctionalTests.Interop.Peers;

namespace CreditQuery.FunctionalTests.Interop;

/// <summary>docs/interop.md tells exactly what runs.</summary>
public sealed class InteropTableTests
{
    [Fact]
    public async Task Document_Table_IsThatOfTheRows()
    {
        var document = await File.ReadAllTextAsync(InteropFolder.InTree("docs/interop.md"), TestContext.Current.CancellationToken);

        var table = InteropTable.Render();
        Assert.True(document.Contains(table, StringComparison.Ordinal), "docs/interop.md must contain this table:\n" + table);
    }

    [Fact]
    public void Rows_OfBothDirections_NameEachCaseWithEveryPeerOrHaveAReason()
    {
        foreach (var direction in Enum.GetValues<InteropDirection>())
        {
            var rows = InteropMatrix.Rows(direction).Where(r => !r.Data.Item3).Select(r => (r.Data.Item1, r.Data.Item2)).ToHashSet();
            var all = from p in PeerCatalogue.All from c in InteropMatrix.Cases select (p.Name, c);

            Assert.All(all, row => Assert.NotEqual(
                rows.Contains(row), InteropMatrix.ReasonAgainst(row.c, row.Name, direction) is not null));
        }
    }
}
