using System.Globalization;
using System.Text;

namespace CreditQuery.Server.Telemetry.Prometheus;

/// <summary>Writes series in Prometheus's text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    /// <summary>Content type of the text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes the series of one instrument, with its help and type.</summary>
    /// <param name="text">Where.</param>
    /// <param name="instrument">The instrument; nothing is written while it has no series.</param>
    public static void Write(StringBuilder text, InstrumentSeries instrument)
    {
        var all = instrument.Series;
        if (all.Count == 0)
        {
            return;
        }

        text.Append("# HELP ").Append(instrument.Name).Append(' ').Append(Escaped(instrument.Instrument.Description ?? "", quotes: false)).Append('\n');
        text.Append("# TYPE ").Append(instrument.Name).Append(' ').Append(TypeOf(instrument.Kind)).Append('\n');
        foreach (var series in all)
        {
            var labels = Labels(series);
            if (instrument.Kind == SeriesKind.Histogram)
            {
                WriteHistogram(text, instrument, series, labels);
            }
            else
            {
                Line(text, instrument.Name, labels, series.Value);
            }
        }
    }

    /// <summary>A number as the format has it.</summary>
    /// <param name="value">The number.</param>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static void WriteHistogram(StringBuilder text, InstrumentSeries instrument, MetricSeries series, string labels)
    {
        // Added up here: buckets and count agree with each other even while values come in.
        var sum = series.Value;
        var total = 0L;
        for (var i = 0; i <= instrument.Bounds.Length; i++)
        {
            total += series.Bucket(i);
            var bound = i < instrument.Bounds.Length ? instrument.Bounds[i] : double.PositiveInfinity;
            var separator = labels.Length == 0 ? "" : ",";
            Line(text, instrument.Name + "_bucket", $"{labels}{separator}le=\"{Number(bound)}\"", total);
        }

        Line(text, instrument.Name + "_sum", labels, sum);
        Line(text, instrument.Name + "_count", labels, total);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Labels(MetricSeries series)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in series.Tags)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(PrometheusName.Cleaned(key)).Append("=\"");
            text.Append(Escaped(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", quotes: true)).Append('"');
        }

        return text.ToString();
    }

    private static string Escaped(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string TypeOf(SeriesKind kind) => kind switch
    {
        SeriesKind.Counter or SeriesKind.ReadCounter => "counter",
        SeriesKind.Histogram => "histogram",
        _ => "gauge",
    };
}
