using System.Text.RegularExpressions;

namespace CreditQuery.UnitTests;

/// <summary>Documents lead to what exists: a type or test stands in the file of its name.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void NamedTypesAndTests_OfTheArchitecture_Exist()
    {
        var root = Root();
        var files = new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(Path.GetFileNameWithoutExtension)
            .ToHashSet(StringComparer.Ordinal);

        var names = TypeName().Matches(File.ReadAllText(Path.Combine(root, "docs", "architecture.md"))).Select(match => match.Groups[1].Value).Distinct().ToArray();

        Assert.NotEmpty(names);
        Assert.Empty(names.Except(files));
    }

    [Fact]
    public void LinkedFiles_OfTheDocuments_Exist()
    {
        var root = Root();
        foreach (var document in Directory.GetFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(root, "README.md")))
        {
            foreach (var link in Link().Matches(File.ReadAllText(document)).Select(match => match.Groups[1].Value))
            {
                var target = Path.Combine(Path.GetDirectoryName(document)!, link);
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{document}: {link}");
            }
        }
    }

    internal static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CreditQuery.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("CreditQuery.sln");
        }

        return folder;
    }

    [GeneratedRegex("`((?:[A-Z][a-z0-9]+){2,})`")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\]\((?!https?:)([^)#\s]+)")]
    private static partial Regex Link();
}
