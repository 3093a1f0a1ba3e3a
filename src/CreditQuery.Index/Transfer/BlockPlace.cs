using CreditQuery.Index.Checkpoints;

namespace CreditQuery.Index.Transfer;

/// <summary>Where a block of a checkpoint lies: one checksummed range of one file.</summary>
/// <param name="File">The file.</param>
/// <param name="Range">Number of the range in it, from 0.</param>
internal readonly record struct BlockPlace(FileSums File, int Range)
{
    /// <summary>First byte in the file.</summary>
    public long Offset => File.OffsetOf(Range);

    /// <summary>Bytes of the block.</summary>
    public int Length => (int)Math.Min(FileSums.RangeBytes, File.Bytes - Offset);

    /// <summary>The checksum in the manifest, <see cref="LaneCrc32C"/>.</summary>
    public uint Sum => File.SumOf(Range);

    /// <summary>The place in words.</summary>
    public override string ToString() => $"{File.Name} between bytes {Offset} and {Offset + Length}";
}
