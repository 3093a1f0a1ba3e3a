namespace CreditQuery.FunctionalTests.Interop.Peers;

/// <summary>How to start a process of a peer.</summary>
internal sealed record PeerCommand(string Program, params IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public override string ToString() => string.Join(' ', [Program, .. Arguments]);
}
