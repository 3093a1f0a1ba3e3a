using System.Globalization;
using System.Text.RegularExpressions;

namespace CreditQuery.FunctionalTests.Telemetry;

/// <summary>A strict reader of Prometheus's text format 0.0.4: what it reads obeys the rules, else it fails.</summary>
internal sealed partial class MetricText
{
    private readonly Dictionary<string, double> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);

    private MetricText()
    {
    }

    /// <summary>Type of each metric by its name.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    /// <summary>Each sample by name with labels, as written.</summary>
    public IReadOnlyDictionary<string, double> Values => _values;

    public static MetricText Read(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var read = new MetricText();
        var help = "";
        var family = "";
        foreach (var line in text[..^1].Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                help = line.Split(' ')[2];
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                family = words[2];
                Assert.Equal(help, family);
                Assert.Contains(words[3], new[] { "counter", "gauge", "histogram" });
                Assert.True(read._types.TryAdd(family, words[3]), $"{family} comes twice.");
            }
            else
            {
                read.Take(line, family);
            }
        }

        read.CheckHistograms();
        return read;
    }

    private void Take(string line, string family)
    {
        var sample = Sample().Match(line);
        Assert.True(sample.Success, line);
        var name = sample.Groups["name"].Value;
        if (_types[family] == "histogram")
        {
            Assert.Contains(name, new[] { family + "_bucket", family + "_sum", family + "_count" });
        }
        else
        {
            Assert.Equal(family, name);
        }

        Assert.Equal(_types[family] == "counter", name.EndsWith("_total", StringComparison.Ordinal));
        var text = sample.Groups["value"].Value;
        var value = text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
        Assert.True(_values.TryAdd(name + sample.Groups["labels"].Value, value), line);
    }

    private void CheckHistograms()
    {
        foreach (var family in _types.Where(static type => type.Value == "histogram").Select(static type => type.Key))
        {
            var buckets = _values.Where(value => value.Key.StartsWith(family + "_bucket{", StringComparison.Ordinal)).Select(static value => value.Value).ToArray();
            Assert.Equal(buckets.Order(), buckets);
            Assert.Contains(_values.Keys, key => key.StartsWith(family + "_bucket{", StringComparison.Ordinal) && key.Contains("le=\"+Inf\"", StringComparison.Ordinal));
            Assert.Equal(_values[family + "_count"], buckets[^1]);
        }
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{[a-zA-Z_][a-zA-Z0-9_]*="(\\[\\"n]|[^\\"])*"(,[a-zA-Z_][a-zA-Z0-9_]*="(\\[\\"n]|[^\\"])*")*\})? (?<value>[-+]?(Inf|NaN|[0-9.eE+-]+))$""")]
    private static partial Regex Sample();
}
