namespace CreditQuery.Index.Records;

/// <summary>The 64-bit number that stands for an id (entry, objection, order, commitment) inside records.</summary>
/// <remarks>FNV-1a over UTF-8: the same on every node and for ever; ids themselves are compared where it matters. A choice of ours: ADR 0004.</remarks>
internal static class TextHash
{
    /// <summary>Hashes an id.</summary>
    public static ulong Of(ReadOnlySpan<byte> utf8)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in utf8)
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        return hash;
    }
}
