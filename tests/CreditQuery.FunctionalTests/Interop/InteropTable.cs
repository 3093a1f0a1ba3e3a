using System.Text;
using CreditQuery.FunctionalTests.Interop.Peers;

namespace CreditQuery.FunctionalTests.Interop;

/// <summary>The matrix as the table of docs/interop.md.</summary>
internal static class InteropTable
{
    private static readonly InteropDirection[] Directions = [InteropDirection.PeerCalls, InteropDirection.WeCall];

    public static string Render()
    {
        var reasons = new List<string>();
        var table = new StringBuilder("| case |");
        foreach (var peer in PeerCatalogue.All)
        {
            table.Append($" {peer.Name} calls us | we call {peer.Name} |");
        }

        table.Append('\n').Append("|---|").Insert(table.Length, "---|", PeerCatalogue.All.Count * 2).Append('\n');
        foreach (var testCase in InteropMatrix.Cases)
        {
            table.Append($"| {testCase}{(InteropMatrix.OverTls.Contains(testCase) ? " (also over TLS)" : "")} |");
            foreach (var (peer, direction) in PeerCatalogue.All.SelectMany(_ => Directions, (p, d) => (p.Name, d)))
            {
                table.Append($" {Cell(InteropMatrix.ReasonAgainst(testCase, peer, direction), reasons)} |");
            }

            table.Append('\n');
        }

        table.Append('\n');
        for (var i = 0; i < reasons.Count; i++)
        {
            table.Append($"{i + 1}. {reasons[i]}.\n");
        }

        return table.ToString();
    }

    private static string Cell(string? reason, List<string> reasons)
    {
        if (reason is null)
        {
            return "yes";
        }

        if (!reasons.Contains(reason))
        {
            reasons.Add(reason);
        }

        return $"no ({reasons.IndexOf(reason) + 1})";
    }
}
