using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>One mapping of the file, read key by key; what was not read by the end is an unknown key.</summary>
internal sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly FindingList _findings;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public YamlMap(YamlMappingNode node, string path, FindingList findings)
    {
        _node = node;
        _findings = findings;
        Path = path;
    }

    public string Path { get; }

    public int Line => (int)_node.Start.Line;

    /// <summary>Keys as written, for mappings whose keys are data.</summary>
    public IEnumerable<string> Keys => _node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "");

    public string PathOf(string key) => Path.Length == 0 ? key : Path + "." + key;

    public void Error(string key, string reason) => _findings.Error(PathOf(key), LineOf(key), reason);

    public void Warning(string key, string reason) => _findings.Warning(PathOf(key), LineOf(key), reason);

    public bool Has(string key) => Find(key) is { } node && !IsNull(node);

    public bool IsScalar(string key) => Find(key) is null or YamlScalarNode;

    public string Text(string key, bool required = false)
    {
        var node = Find(key);
        if (node is YamlScalarNode scalar && !IsNull(scalar))
        {
            return scalar.Value!.Trim();
        }

        if (node is not null && !IsNull(node))
        {
            Error(key, "A single value is needed.");
        }
        else if (required)
        {
            Error(key, "Missing.");
        }

        return "";
    }

    /// <summary>A code in lower snake case.</summary>
    public string Code(string key, bool required = true)
    {
        var text = Text(key, required);
        if (text.Length > 0 && !Words.IsCode(text))
        {
            Error(key, $"'{text}' is not lower_snake_case of at most 64 ASCII characters.");
        }

        return text;
    }

    public T Word<T>(string key, T absent, bool required = false)
        where T : struct, Enum
    {
        var text = Text(key, required);
        if (text.Length == 0)
        {
            return absent;
        }

        if (!EnumWords<T>.TryParse(text, out var value))
        {
            Error(key, $"'{text}' is none of: {EnumWords<T>.All}.");
            return absent;
        }

        return value;
    }

    public List<T> WordList<T>(string key)
        where T : struct, Enum
    {
        var values = new List<T>();
        foreach (var text in Texts(key))
        {
            if (EnumWords<T>.TryParse(text, out var value))
            {
                values.Add(value);
            }
            else
            {
                Error(key, $"'{text}' is none of: {EnumWords<T>.All}.");
            }
        }

        return values;
    }

    public bool Flag(string key, bool absent = false)
    {
        var text = Text(key);
        if (text is not ("" or "true" or "false"))
        {
            Error(key, $"'{text}' is neither true nor false.");
        }

        return text.Length == 0 ? absent : text == "true";
    }

    public int Number(string key, int absent, int min, int max)
    {
        var text = Text(key);
        if (text.Length == 0)
        {
            return absent;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < min || number > max)
        {
            Error(key, $"'{text}' is not a number from {min} to {max}.");
            return absent;
        }

        return number;
    }

    public decimal? Decimal(string key)
    {
        var text = Text(key);
        if (text.Length == 0)
        {
            return null;
        }

        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1000)
        {
            Error(key, $"'{text}' is not a decimal number from 0 to 1000.");
            return null;
        }

        return number;
    }

    public List<string> Texts(string key)
    {
        var texts = new List<string>();
        var node = Find(key);
        if (node is null || IsNull(node))
        {
            return texts;
        }

        if (node is not YamlSequenceNode sequence)
        {
            Error(key, "A list is needed.");
            return texts;
        }

        foreach (var item in sequence)
        {
            if (item is not YamlScalarNode scalar || IsNull(scalar))
            {
                _findings.Error(PathOf(key), (int)item.Start.Line, "A list of single values is needed.");
            }
            else if (texts.Contains(scalar.Value!.Trim()))
            {
                _findings.Error(PathOf(key), (int)item.Start.Line, $"'{scalar.Value}' is listed twice.");
            }
            else
            {
                texts.Add(scalar.Value!.Trim());
            }
        }

        return texts;
    }

    public YamlMap? Map(string key, bool required = false)
    {
        var node = Find(key);
        if (node is YamlMappingNode mapping)
        {
            return new YamlMap(mapping, PathOf(key), _findings);
        }

        if (node is not null && !IsNull(node))
        {
            Error(key, "A mapping is needed.");
        }
        else if (required)
        {
            Error(key, "Missing.");
        }

        return null;
    }

    /// <summary>A list of mappings; each is named by its code or id in paths, by its position otherwise.</summary>
    public List<YamlMap> Maps(string key)
    {
        var maps = new List<YamlMap>();
        var node = Find(key);
        if (node is null || IsNull(node))
        {
            return maps;
        }

        if (node is not YamlSequenceNode sequence)
        {
            Error(key, "A list of mappings is needed.");
            return maps;
        }

        foreach (var item in sequence)
        {
            if (item is YamlMappingNode mapping)
            {
                maps.Add(new YamlMap(mapping, $"{PathOf(key)}[{NameOf(mapping) ?? maps.Count.ToString(CultureInfo.InvariantCulture)}]", _findings));
            }
            else
            {
                _findings.Error(PathOf(key), (int)item.Start.Line, "A list of mappings is needed.");
            }
        }

        return maps;
    }

    /// <summary>Reports every key that was not read.</summary>
    public void Finish()
    {
        foreach (var child in _node.Children)
        {
            if (child.Key is not YamlScalarNode { Value: { } key } || !_read.Contains(key))
            {
                _findings.Error(PathOf((child.Key as YamlScalarNode)?.Value ?? "?"), (int)child.Key.Start.Line, "Unknown key.");
            }
        }
    }

    // Only rows of sections have names of their own; a citation's id names something else.
    private static string? NameOf(YamlMappingNode mapping) =>
        mapping.Children.TryGetValue(new YamlScalarNode("code"), out var code) && code is YamlScalarNode { Value.Length: > 0 } named ? named.Value
        : mapping.Children.ContainsKey(new YamlScalarNode("title")) && mapping.Children.TryGetValue(new YamlScalarNode("id"), out var id) ? (id as YamlScalarNode)?.Value
        : null;

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode scalar && (scalar.Value is null or "" || (scalar.Style == YamlDotNet.Core.ScalarStyle.Plain && scalar.Value is "null" or "~"));

    private YamlNode? Find(string key)
    {
        _read.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;
    }

    private int LineOf(string key) =>
        _node.Children.FirstOrDefault(c => c.Key is YamlScalarNode scalar && scalar.Value == key).Key is { } found ? (int)found.Start.Line : Line;
}
