namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>One place of a YAML document; what is absent is empty.</summary>
internal readonly record struct YamlNode(object? Value)
{
    public string Text => Value as string ?? "";

    public IEnumerable<YamlNode> Items => Value is List<object?> list ? list.Select(static item => new YamlNode(item)) : [];

    public IReadOnlyDictionary<string, YamlNode> Fields => Value is Dictionary<object, object?> map
        ? map.ToDictionary(static field => (string)field.Key, static field => new YamlNode(field.Value), StringComparer.Ordinal)
        : new Dictionary<string, YamlNode>(StringComparer.Ordinal);

    public YamlNode this[string key] => Fields.GetValueOrDefault(key);

    /// <summary>Follows keys one after the other.</summary>
    public YamlNode At(params string[] keys) => keys.Aggregate(this, static (node, key) => node[key]);

    /// <summary>This place and everything below it.</summary>
    public IEnumerable<YamlNode> Everything() => new[] { this }.Concat(Items.Concat(Fields.Values).SelectMany(static inner => inner.Everything()));
}
