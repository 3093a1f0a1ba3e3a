using System.Globalization;
using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Registry;

/// <summary>What an operator should look after although the node serves: memory that fills, a log that may lose what it acknowledged.</summary>
internal static class NodeWarnings
{
    private const string Full = "docs/operations.md#the-index-is-full";

    /// <summary>Finds them.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="indexFill">Share of the memory for records that is filled, read once for all that is told of it.</param>
    /// <returns>The most severe first.</returns>
    public static IEnumerable<NodeWarning> Of(NodeParts parts, double indexFill)
    {
        var fill = indexFill.ToString("P0", CultureInfo.InvariantCulture);
        var isFull = parts.Index.IsFullAt(indexFill);
        if (isFull)
        {
            yield return new NodeWarning { Code = "INDEX_FULL", Text = $"The memory for records is filled to {fill}: new puts are refused.", Help = Full };
        }

        foreach (var warning in parts.Log.Warnings)
        {
            yield return new NodeWarning { Code = warning.Code, Text = warning.Text, Help = warning.Help };
        }

        if (!isFull && parts.Index.Compaction.IsFillingAt(indexFill))
        {
            yield return new NodeWarning { Code = "INDEX_FILLING", Text = $"The memory for records is filled to {fill}: superseded records are taken out.", Help = Full };
        }
    }
}
