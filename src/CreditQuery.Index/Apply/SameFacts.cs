using System.Runtime.InteropServices;
using CreditQuery.Index.Records;
using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Apply;

/// <summary>Compares dated facts by content.</summary>
internal static class SameFacts
{
    /// <summary>Whether two lists hold the same facts in the same order; null and empty mean the same.</summary>
    public static bool Of(List<Texted<EntryFact>>? left, List<Texted<EntryFact>>? right)
    {
        if ((left?.Count ?? 0) != (right?.Count ?? 0))
        {
            return false;
        }

        for (var i = 0; i < (left?.Count ?? 0); i++)
        {
            var (a, b) = (left![i].Value, right![i].Value);

            // Where the texts stand and under which number the entry is a matter of packing, not of content.
            (a.TextOffset, a.TextLength, a.Owner, b.TextOffset, b.TextLength, b.Owner) = (0, 0, 0, 0, 0, 0);
            if (!MemoryMarshal.AsBytes(new ReadOnlySpan<EntryFact>(in a)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<EntryFact>(in b)))
                || !left[i].Texts.AsSpan().SequenceEqual(right[i].Texts))
            {
                return false;
            }
        }

        return true;
    }
}
