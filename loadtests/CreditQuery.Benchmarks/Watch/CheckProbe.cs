using System.Diagnostics;
using CreditQuery.Protos.V1;

namespace CreditQuery.Benchmarks.Watch;

/// <summary>Checks beside whatever is measured, one each millisecond whether or not the one before has been answered: latencies count from when a check was due.</summary>
internal sealed class CheckProbe(CreditQueryService.CreditQueryServiceClient checks)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    private readonly List<(long Due, TimeSpan Latency)> _measured = [];

    /// <summary>Checks until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var due = Stopwatch.GetTimestamp();
        var underWay = new List<Task>();
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            due += (long)(Interval.TotalSeconds * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due)
            {
                await Task.Delay(1, CancellationToken.None);
            }

            underWay.Add(CheckAsync(due, n));
        }

        await Task.WhenAll(underWay);
    }

    /// <summary>Of the checks due within a span: how many, p50, p99 and the longest, in milliseconds.</summary>
    public (int Count, double P50, double P99, double Max) Between(long from, long to)
    {
        lock (_measured)
        {
            double[] of = [.. _measured.Where(check => check.Due >= from && check.Due < to).Select(static check => check.Latency.TotalMilliseconds).Order()];
            return of.Length == 0 ? default : (of.Length, of[of.Length / 2], of[(int)(of.Length * 0.99)], of[^1]);
        }
    }

    private async Task CheckAsync(long due, int n)
    {
        await checks.CheckSubjectAsync(new CheckSubjectRequest
        {
            Subject = new Subject { Type = IdentifierType.Uscc, Value = WatchChanges.Unit(n % 50_000) },
            Scenario = "admin_license",
            Region = "999999",
        });
        var latency = Stopwatch.GetElapsedTime(due);
        lock (_measured)
        {
            _measured.Add((due, latency));
        }
    }
}
