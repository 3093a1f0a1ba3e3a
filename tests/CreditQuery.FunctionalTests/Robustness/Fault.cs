namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>One thing that goes wrong in a history.</summary>
/// <param name="Kind">What.</param>
/// <param name="Node">Number of the node that it concerns.</param>
/// <param name="Milliseconds">How long.</param>
/// <param name="Draw">A number for whatever else is by chance.</param>
/// <param name="Failpoint">The place, of the kinds that have one.</param>
internal sealed record Fault(FaultKind Kind, int Node, int Milliseconds, int Draw, string Failpoint = "")
{
    private const int ThreeHours = 3 * 60 * 60;
    private const int MoreThanADay = 27 * 60 * 60;

    /// <summary>By how many seconds a node's clock steps: up to three hours, either way.</summary>
    public int NodeClockSeconds => (Draw % (2 * ThreeHours)) - ThreeHours;

    /// <summary>By how many seconds the clock of Redis steps: as that of a node, or ahead past a midnight.</summary>
    public int RedisClockSeconds => Draw % 2 == 0 ? (Draw / 2 % (2 * ThreeHours)) - ThreeHours : Draw / 2 % MoreThanADay;

    public override string ToString() => $"{Kind}{(Failpoint.Length > 0 ? " " + Failpoint : "")} of node {Node}, {Milliseconds} ms, draw {Draw}";
}
