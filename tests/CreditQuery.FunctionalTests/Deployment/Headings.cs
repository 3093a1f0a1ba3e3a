using System.Text;

namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>The anchors of a document: what a link after <c>#</c> may name.</summary>
internal static class Headings
{
    public static HashSet<string> Of(string document) =>
        [.. Tree.Read(document).Split('\n').Where(static line => line.StartsWith('#')).Select(static line => AnchorOf(line.TrimStart('#').Trim()))];

    private static string AnchorOf(string heading)
    {
        var anchor = new StringBuilder();
        foreach (var character in heading.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(character) || character is '-' or '_')
            {
                anchor.Append(character);
            }
            else if (character == ' ')
            {
                anchor.Append('-');
            }
        }

        return anchor.ToString();
    }
}
