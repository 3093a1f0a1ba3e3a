namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>The words of the file for the values of an enum: their names in lower snake case.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal static class EnumWords<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Values = Enum.GetValues<T>()
        .Where(v => v.ToString() is not ("Unspecified" or "None"))
        .ToDictionary(v => Words.Snake(v.ToString()), StringComparer.Ordinal);

    public static string All => string.Join(", ", Values.Keys);

    public static bool TryParse(string word, out T value) => Values.TryGetValue(word, out value);
}
