using System.Buffers;
using System.Buffers.Binary;

namespace Grpc.Wire;

/// <summary>The last four bytes of a gzip member: the size of what it holds. Source: RFC 1952, 2.3.1.</summary>
internal static class GzipTrailer
{
    /// <summary>True when the size at the end is the one expanded.</summary>
    public static bool Fits(in ReadOnlySequence<byte> payload, int expanded)
    {
        // 10 bytes of header, at least 2 of data, 8 of trailer.
        if (payload.Length < 20)
        {
            return false;
        }

        Span<byte> size = stackalloc byte[4];
        payload.Slice(payload.Length - 4).CopyTo(size);
        return BinaryPrimitives.ReadUInt32LittleEndian(size) == (uint)expanded;
    }
}
