namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Codes of one section, so that references can be resolved and duplicates and shared numbers refused.</summary>
internal sealed class SectionNames<T>(string section)
    where T : class
{
    private readonly Dictionary<string, T> _byCode = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _byNumber = [];

    public IEnumerable<T> All => _byCode.Values;

    /// <summary>Notes a code.</summary>
    public void Add(YamlMap map, string key, string code, T value)
    {
        if (code.Length == 0)
        {
            return;
        }

        if (!_byCode.TryAdd(code, value))
        {
            map.Error(key, $"'{code}' stands twice in {section}.");
        }
        else if (!_byNumber.TryAdd(Code32.Of(code), code))
        {
            map.Error(key, $"'{code}' and '{_byNumber[Code32.Of(code)]}' have the same number in records; rename one.");
        }
    }

    /// <summary>Resolves a reference.</summary>
    /// <returns>Null if the reference is empty, or dangling: then the finding is made.</returns>
    public T? Find(YamlMap map, string key, string code)
    {
        if (code.Length == 0)
        {
            return null;
        }

        if (!_byCode.TryGetValue(code, out var value))
        {
            map.Error(key, $"'{code}' is not in {section}.");
        }

        return value;
    }

    public T? FindOrNull(string code) => _byCode.GetValueOrDefault(code);
}
