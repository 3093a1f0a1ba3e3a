using System.Runtime.InteropServices;
using CreditQuery.Index.Records;
using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Apply;

/// <summary>Compares entries by content.</summary>
internal static class SameEntry
{
    /// <summary>Whether two entries state the same facts, dated ones included; which revision wrote them does not matter.</summary>
    public static bool Of(WorkingEntry left, WorkingEntry right)
    {
        var (a, b) = (left.Value, right.Value);

        // Where the texts stand is a matter of packing, not of content.
        (a.TextOffset, a.TextLength, a.Revision, b.TextOffset, b.TextLength, b.Revision) = (0, 0, 0, 0, 0, 0);
        return MemoryMarshal.AsBytes(new ReadOnlySpan<EntryRecord>(in a)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<EntryRecord>(in b)))
            && left.Texts.AsSpan().SequenceEqual(right.Texts)
            && SameFacts.Of(left.Facts, right.Facts);
    }
}
