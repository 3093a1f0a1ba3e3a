namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>One thing that goes wrong in a history.</summary>
/// <param name="Kind">What.</param>
/// <param name="Node">Number of the node that it concerns.</param>
/// <param name="Milliseconds">How long.</param>
/// <param name="Draw">A number for whatever else is by chance.</param>
/// <param name="Failpoint">The place, of the kinds that have one.</param>
internal sealed record Fault(FaultKind Kind, int Node, int Milliseconds, int Draw, string Failpoint = "")
{
    public override string ToString() => $"{Kind}{(Failpoint.Length > 0 ? " " + Failpoint : "")} of node {Node}, {Milliseconds} ms, draw {Draw}";
}
