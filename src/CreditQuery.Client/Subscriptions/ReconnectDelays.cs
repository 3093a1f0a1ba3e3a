namespace CreditQuery.Client;

/// <summary>Delays between rounds of attempts: gRPC's connection backoff.</summary>
/// <remarks>They grow by 1.6 up to the longest, with 20 % of jitter, so that the subscribers of a node that failed do not come back together.
/// Source: grpc/doc/connection-backoff.md.</remarks>
/// <param name="first">The first one.</param>
/// <param name="longest">The longest, before the jitter.</param>
/// <param name="random">Makes the jitter.</param>
internal sealed class ReconnectDelays(TimeSpan first, TimeSpan longest, Random random)
{
    private const double Growth = 1.6;
    private const double Jitter = 0.2;

    private double _growth = 1;

    /// <summary>The next delay.</summary>
    public TimeSpan Next()
    {
        var delay = first * _growth < longest ? first * _growth : longest;
        _growth = delay == longest ? _growth : _growth * Growth;
        return delay * (1 + (Jitter * ((2 * random.NextDouble()) - 1)));
    }

    /// <summary>Begins anew: an attempt succeeded.</summary>
    public void Reset() => _growth = 1;
}
