using System.Text.RegularExpressions;

namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>Links into documents lead to headings that are there.</summary>
public sealed partial class DocumentLinkTests
{
    [Fact]
    public void Anchors_InEveryDocument_AreHeadings()
    {
        var documents = Directory.GetFiles(Tree.PathOf("docs"), "*.md", SearchOption.AllDirectories).Append(Tree.PathOf("README.md"));

        foreach (var document in documents)
        {
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
            {
                var target = link.Groups[1].Value.Length == 0 ? document : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value));
                Assert.True(Headings.Of(Path.GetRelativePath(Tree.Root, target)).Contains(link.Groups[2].Value), $"{document}: {link.Value}");
            }
        }
    }

    [GeneratedRegex(@"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)")]
    private static partial Regex Link();
}
