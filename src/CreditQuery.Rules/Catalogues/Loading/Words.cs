using System.Text;

namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>The words of the file for the values of an enum: their names in lower snake case.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal static class Words<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Values = Enum.GetValues<T>()
        .Where(v => v.ToString() is not ("Unspecified" or "None"))
        .ToDictionary(v => Words.Snake(v.ToString()), StringComparer.Ordinal);

    public static string All => string.Join(", ", Values.Keys);

    public static bool TryParse(string word, out T value) => Values.TryGetValue(word, out value);
}

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
