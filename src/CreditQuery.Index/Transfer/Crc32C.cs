using System.Buffers.Binary;
using System.Numerics;

namespace CreditQuery.Index.Transfer;

/// <summary>CRC-32C (Castagnoli), the checksum of blocks on their way and of snapshot files.</summary>
public static class Crc32C
{
    /// <summary>The checksum of bytes, by the processor's instruction where it has one.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The checksum; 0 of no bytes.</returns>
    /// <remarks>Thread-safe; allocates nothing. Source: RFC 3720, appendix B.4.</remarks>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}
