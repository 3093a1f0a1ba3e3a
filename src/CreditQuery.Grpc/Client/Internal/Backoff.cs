namespace Grpc.Client;

/// <summary>Waits that grow, each ± 20 %. Source: gRFC A6; gRPC connection-backoff.md.</summary>
internal sealed class Backoff(TimeSpan initial, TimeSpan? max, double multiplier = 1.6)
{
    private double _next = initial.TotalMilliseconds;

    public TimeSpan Next()
    {
        var bound = (max ?? TimeSpan.MaxValue).TotalMilliseconds;
        var wait = Math.Min(_next, bound);
        _next = Math.Min(_next * multiplier, bound);
        return TimeSpan.FromMilliseconds(Math.Min(wait * (0.8 + (0.4 * Random.Shared.NextDouble())), int.MaxValue));
    }

    /// <summary>Starts again, after the server chose a wait itself.</summary>
    public void Reset() => _next = initial.TotalMilliseconds;
}
