using Grpc.Core;

namespace CreditQuery.LoadTests;

/// <summary>What one connection saw.</summary>
internal sealed class ConnectionResult
{
    public LatencyHistogram Latency { get; } = new();

    public Dictionary<StatusCode, long> Statuses { get; } = [];

    public Dictionary<string, long> Conclusions { get; } = [];

    public long Skipped { get; set; }

    public void Count(StatusCode status, long by = 1) => Statuses[status] = Statuses.GetValueOrDefault(status) + by;

    public void Count(string conclusion) => Conclusions[conclusion] = Conclusions.GetValueOrDefault(conclusion) + 1;

    public void Add(ConnectionResult other)
    {
        Latency.Add(other.Latency);
        Skipped += other.Skipped;
        foreach (var (status, count) in other.Statuses)
        {
            Count(status, count);
        }

        foreach (var (conclusion, count) in other.Conclusions)
        {
            Conclusions[conclusion] = Conclusions.GetValueOrDefault(conclusion) + count;
        }
    }
}
