using System.Text;

namespace CreditQuery.Server.Telemetry.Prometheus;

/// <summary>Names of metrics as Prometheus has them: <c>creditquery.lookup.duration</c> in s is <c>creditquery_lookup_duration_seconds</c>.</summary>
/// <remarks>Source: OpenTelemetry, Prometheus and OpenMetrics compatibility, metric metadata.</remarks>
internal static class PrometheusName
{
    /// <summary>Gives the name of an instrument.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="unit">Its unit; an annotation in braces adds nothing.</param>
    /// <param name="kind">Its kind: counters end in <c>_total</c>.</param>
    public static string Of(string name, string? unit, SeriesKind kind)
    {
        var text = new StringBuilder(Cleaned(name));
        var suffix = SuffixOf(unit, kind);
        if (suffix.Length > 0 && !text.ToString().EndsWith("_" + suffix, StringComparison.Ordinal))
        {
            text.Append('_').Append(suffix);
        }

        if (kind is SeriesKind.Counter or SeriesKind.ReadCounter)
        {
            text.Append("_total");
        }

        return text.ToString();
    }

    /// <summary>Puts an underscore for every character that a name may not hold.</summary>
    /// <param name="text">Name of an instrument or tag.</param>
    public static string Cleaned(string text)
    {
        var cleaned = new StringBuilder(text.Length + 1);
        foreach (var character in text)
        {
            cleaned.Append(char.IsAsciiLetterOrDigit(character) ? character : '_');
        }

        if (cleaned.Length > 0 && char.IsAsciiDigit(cleaned[0]))
        {
            cleaned.Insert(0, '_');
        }

        return cleaned.ToString();
    }

    private static string SuffixOf(string? unit, SeriesKind kind) => unit switch
    {
        null or "" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "1" => kind == SeriesKind.Gauge ? "ratio" : "",
        ['{', .., '}'] => "",
        _ => Cleaned(unit),
    };
}
