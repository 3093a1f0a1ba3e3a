namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>One place of a YAML document; what is absent is empty.</summary>
internal readonly record struct YamlNode(object? Value)
{
    public string Text => Value as string ?? "";

    public IEnumerable<YamlNode> Items => Value is List<object?> list ? list.Select(static item => new YamlNode(item)) : [];

    public IReadOnlyDictionary<string, YamlNode> Fields => Value is Dictionary<object, object?> map
        ? map.ToDictionary(static pair => (string)pair.Key, static pair => new YamlNode(pair.Value), StringComparer.Ordinal)
        : new Dictionary<string, YamlNode>(StringComparer.Ordinal);

    public YamlNode this[string key] => Fields.TryGetValue(key, out var node) ? node : default;

    /// <summary>Follows keys one after the other.</summary>
    public YamlNode At(params string[] keys) => keys.Aggregate(this, static (node, key) => node[key]);
}
