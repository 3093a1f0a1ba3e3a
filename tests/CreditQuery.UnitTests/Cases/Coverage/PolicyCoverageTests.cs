using System.Text.RegularExpressions;
using CreditQuery.UnitTests.Rules.Support;

namespace CreditQuery.UnitTests.Cases.Coverage;

/// <summary>Every function of the papers is served, planned or outside, and the page that says so is true.</summary>
public partial class PolicyCoverageTests
{
    private const string WritePages = "CREDITQUERY_WRITE_PAGES";

    private static readonly FunctionTable Table = FunctionTable.Read();

    // Only these themes wait for something, and only for these things.
    private static readonly string[] PlannedThemes = ["I", "J", "S", "T", "U", "X"];
    private static readonly string[] PlannedNeeds = ["receipts", "audit", "feedback", "statistics", "scores", "publicity"];

    [Fact]
    public void Functions_InTheTable_AreF001ToF258() =>
        Assert.Equal(Enumerable.Range(1, 258).Select(n => $"F{n:000}"), Table.Functions.Select(f => f.Id));

    [Fact]
    public void Functions_EachOne_IsServedPlannedOrOutside() =>
        Assert.All(Table.Functions, f => Assert.True(FunctionTable.BitesOf(f.Id).Count > 0 || f.Code.Count > 0 || f.Planned.Length > 0 || f.Outside.Length > 0, f.Id));

    [Fact]
    public void Functions_WithCases_BiteOnceAndMissOnceAtLeast() =>
        Assert.All(Table.Functions, f => Assert.True(FunctionTable.BitesOf(f.Id).Count > 0 == FunctionTable.NearMissesOf(f.Id).Count > 0, f.Id));

    [Fact]
    public void Plans_OfTheTable_AreOnlyForTheThemesThatWait()
    {
        var planned = Table.Functions.Where(f => f.Planned.Length + f.Needs.Length + f.Part.Length > 0).ToList();

        Assert.All(planned, f => Assert.Equal(f.Theme, f.Planned));
        Assert.All(planned, f => Assert.Contains(f.Planned, PlannedThemes));
        Assert.All(planned, f => Assert.Contains(f.Needs, PlannedNeeds));
        Assert.All(planned, f => Assert.NotEqual("", f.Part));
    }

    [Fact]
    public void Outside_OfTheTable_HasNothingElse() =>
        Assert.All(Table.Functions.Where(f => f.Outside.Length > 0), f => Assert.True(f.Code.Count == 0 && f.Planned.Length == 0 && FunctionTable.BitesOf(f.Id).Count == 0, f.Id));

    [Fact]
    public void Code_OfTheTable_ExistsAndIsShownByTestsThatExist()
    {
        var types = Directory.EnumerateFiles(Path.Combine(TestCatalogues.Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension)
            .ToHashSet(StringComparer.Ordinal);
        var tests = NamesOfTests();

        Assert.All(Table.Functions, f => Assert.Equal(f.Code.Count > 0, f.Tests.Count > 0));
        Assert.All(Table.Functions.SelectMany(f => f.Code), type => Assert.Contains(type, types));
        Assert.All(Table.Functions.SelectMany(f => f.Tests), test => Assert.Contains(test, tests));
    }

    [Fact]
    public void Cases_OfEveryFile_NameFunctionsOfTheTable()
    {
        var known = Table.Functions.Select(f => f.Id).ToHashSet(StringComparer.Ordinal);

        Assert.All(PolicyCases.All.SelectMany(c => c.Functions.Concat(c.NearMissOf)), id => Assert.Contains(id, known));
        Assert.All(PolicyCases.All, c => Assert.True(c.Functions.Count + c.NearMissOf.Count > 0, c.Name));
        Assert.All(PolicyCases.All, c => Assert.Empty(c.Functions.Intersect(c.NearMissOf)));
    }

    [Fact]
    public void Page_OfTheTree_SaysWhatTheCasesAndTheTableSay()
    {
        var path = Path.Combine(TestCatalogues.Root(), "docs", "policy-coverage.md");
        var page = CoveragePage.Render(Table);
        if (Environment.GetEnvironmentVariable(WritePages) == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.True(File.ReadAllText(path) == page, $"docs/policy-coverage.md is out of date: set {WritePages}=1 and run this test once.");
    }

    // Unit and functional tests alike, read from the sources: this assembly cannot see the functional ones.
    private static HashSet<string> NamesOfTests()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(TestCatalogues.Root(), "tests"), "*Tests.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            var type = Path.GetFileNameWithoutExtension(file);
            names.UnionWith(TestMethod().Matches(text).Select(m => type + "." + m.Groups[1].Value));
        }

        return names;
    }

    [GeneratedRegex(@"public (?:async Task|Task|void) (\w+)\(")]
    private static partial Regex TestMethod();
}
