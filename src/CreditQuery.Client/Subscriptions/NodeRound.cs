namespace CreditQuery.Client;

/// <summary>Which node is tried next, and when.</summary>
/// <param name="addresses">The nodes, at least one.</param>
/// <param name="delays">Delays between rounds in which all failed.</param>
internal sealed class NodeRound(Uri[] addresses, ReconnectDelays delays)
{
    private int _at;
    private int _failures;

    /// <summary>The node whose turn it is.</summary>
    public Uri Current => addresses[_at];

    /// <summary>How long to wait before it is tried: only once all others have failed, too.</summary>
    public TimeSpan Delay() => _failures > 0 && _failures % addresses.Length == 0 ? delays.Next() : TimeSpan.Zero;

    /// <summary>The node could not be reached, or was lost: the next one's turn.</summary>
    /// <param name="wasServed">It had served.</param>
    public void Lost(bool wasServed)
    {
        _at = (_at + 1) % addresses.Length;
        if (wasServed)
        {
            _failures = 0;
            delays.Reset();
        }
        else
        {
            _failures++;
        }
    }
}
