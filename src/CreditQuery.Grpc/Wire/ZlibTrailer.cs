using System.Buffers;
using System.Buffers.Binary;

namespace Grpc.Wire;

/// <summary>The last four bytes of a zlib stream: the Adler-32 of what it holds. Source: RFC 1950, 2.2.</summary>
internal static class ZlibTrailer
{
    private const uint Modulus = 65521;

    // As many additions as cannot overflow 32 bits. Source: RFC 1950, 9.
    private const int Run = 5552;

    /// <summary>True when the checksum at the end is that of the expanded bytes.</summary>
    public static bool Fits(in ReadOnlySequence<byte> payload, ReadOnlySpan<byte> expanded)
    {
        // 2 bytes of header, at least 2 of data, 4 of trailer.
        if (payload.Length < 8)
        {
            return false;
        }

        Span<byte> checksum = stackalloc byte[4];
        payload.Slice(payload.Length - 4).CopyTo(checksum);
        return BinaryPrimitives.ReadUInt32BigEndian(checksum) == Adler32(expanded);
    }

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        uint a = 1;
        uint b = 0;
        while (!bytes.IsEmpty)
        {
            var run = bytes[..Math.Min(Run, bytes.Length)];
            foreach (var one in run)
            {
                a += one;
                b += a;
            }

            a %= Modulus;
            b %= Modulus;
            bytes = bytes[run.Length..];
        }

        return (b << 16) | a;
    }
}
