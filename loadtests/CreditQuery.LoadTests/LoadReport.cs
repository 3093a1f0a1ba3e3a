using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using Spectre.Console;

namespace CreditQuery.LoadTests;

/// <summary>What a run showed.</summary>
internal sealed class LoadReport(LoadOptions options, ConnectionResult result, TimeSpan elapsed)
{
    private static readonly double[] Percentiles = [50, 90, 99, 99.9, 100];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Checks whose grpc-status was not OK.</summary>
    public long Failed => result.Statuses.Where(s => s.Key != StatusCode.OK).Sum(s => s.Value);

    private long Answered => result.Statuses.GetValueOrDefault(StatusCode.OK);

    public void Print(bool json)
    {
        if (json)
        {
            AnsiConsole.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(ToRecord(), Indented));
            return;
        }

        var table = new Table().AddColumns("figure", "value");
        foreach (var (name, value) in Rows())
        {
            table.AddRow(name, value);
        }

        AnsiConsole.Write(table);
    }

    private IEnumerable<(string Name, string Value)> Rows()
    {
        yield return ("mode, connections", $"{options.Mode}, {options.Connections}");
        yield return ("wanted", Number(options.Rate) + " checks/s");
        yield return ("answered OK", $"{Number(Answered)} ({Number(Answered / elapsed.TotalSeconds)} checks/s)");
        yield return ("failed", Number(Failed));
        yield return ("skipped (saturated)", Number(result.Skipped));
        foreach (var percent in Percentiles)
        {
            yield return ($"p{percent.ToString(CultureInfo.InvariantCulture)} from due time", Number(result.Latency.Percentile(percent)) + " µs");
        }

        foreach (var (status, count) in result.Statuses.OrderBy(s => s.Key))
        {
            yield return ($"grpc-status {status}", Number(count));
        }

        foreach (var (conclusion, count) in result.Conclusions.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            yield return ("conclusion " + conclusion, Number(count));
        }
    }

    private object ToRecord() => new
    {
        mode = options.Mode.ToString(),
        connections = options.Connections,
        wantedPerSecond = options.Rate,
        seconds = Math.Round(elapsed.TotalSeconds, 3),
        answered = Answered,
        answeredPerSecond = Math.Round(Answered / elapsed.TotalSeconds),
        failed = Failed,
        skipped = result.Skipped,
        meanMicroseconds = Math.Round(result.Latency.MeanMicroseconds, 1),
        latencyMicroseconds = Percentiles.ToDictionary(p => "p" + p.ToString(CultureInfo.InvariantCulture), p => result.Latency.Percentile(p)),
        statuses = result.Statuses.ToDictionary(s => s.Key.ToString(), s => s.Value),
        conclusions = result.Conclusions,
    };

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
