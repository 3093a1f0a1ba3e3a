using System.Numerics;
using System.Runtime.InteropServices;

namespace CreditQuery.Log.Storage;

/// <summary>CRC-32C (Castagnoli), by the processor's instruction.</summary>
public static class Crc32C
{
    /// <summary>Goes on with a checksum.</summary>
    /// <param name="checksum">The checksum so far, or the seed.</param>
    /// <param name="bytes">What to add; none changes nothing.</param>
    /// <returns>The checksum, not yet inverted.</returns>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            checksum = BitOperations.Crc32C(checksum, word);
        }

        foreach (var single in bytes[(bytes.Length & ~7)..])
        {
            checksum = BitOperations.Crc32C(checksum, single);
        }

        return checksum;
    }

    /// <summary>The usual checksum: all bits set before, inverted after.</summary>
    /// <param name="bytes">What it is of; may be empty.</param>
    /// <returns>As RFC 3720, appendix B.4 has it.</returns>
    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Append(uint.MaxValue, bytes);
}
