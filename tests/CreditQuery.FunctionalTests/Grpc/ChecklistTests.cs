using System.Reflection;
using System.Text.RegularExpressions;

namespace CreditQuery.FunctionalTests.Grpc;

/// <summary>The table of docs/grpc.md: every row names tests, and every named test exists.</summary>
public sealed partial class ChecklistTests
{
    private static readonly string[] Rows =
    [
        .. Ids("R", 19), .. Ids("H", 11), .. Ids("D", 5), .. Ids("C", 7), .. Ids("S", 9), .. Ids("Q", 8), .. Ids("X", 8),
        .. Ids("K", 10), .. Ids("N", 7), .. Ids("T", 6), .. Ids("E", 1), .. Ids("G", 4), .. Ids("F", 4), .. Ids("L", 4),
    ];

    [Fact]
    public void Table_EveryRow_NamesTestsThatExist()
    {
        var tests = Assembly.GetExecutingAssembly().GetTypes()
            .SelectMany(static type => type.GetMethods().Where(static m => m.IsDefined(typeof(FactAttribute), true)).Select(m => $"{type.Name}.{m.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var table = File.ReadLines(Path.Combine(Root(), "docs", "grpc.md"))
            .Select(static line => Row().Match(line))
            .Where(static match => match.Success)
            .ToDictionary(static match => match.Groups["id"].Value, static match => match.Value);

        Assert.Equal(Rows.Order(), table.Keys.Order());
        foreach (var (id, line) in table)
        {
            var named = Name().Matches(line).Select(static match => match.Groups["name"].Value).ToArray();
            Assert.True(named.Length > 0, $"{id} names no test");
            Assert.All(named, name => Assert.True(tests.Contains(name), $"{id}: {name}"));
        }
    }

    private static IEnumerable<string> Ids(string letter, int count) => Enumerable.Range(1, count).Select(i => letter + i);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "CreditQuery.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^\| (?<id>[A-Z]\d+) \|.*$")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<name>[A-Za-z]+Tests\.[A-Za-z0-9_]+)`")]
    private static partial Regex Name();
}
