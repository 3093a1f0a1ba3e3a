using System.Text;

namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Words in lower snake case.</summary>
internal static class Words
{
    public static string Snake(string pascal)
    {
        var snake = new StringBuilder();
        foreach (var c in pascal)
        {
            if (char.IsAsciiLetterUpper(c) && snake.Length > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }

    /// <summary>lower_snake_case, at most 64 ASCII characters.</summary>
    public static bool IsCode(string text)
    {
        if (text.Length is 0 or > 64 || text[0] == '_' || text[^1] == '_')
        {
            return false;
        }

        return text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') && !text.Contains("__", StringComparison.Ordinal);
    }
}
