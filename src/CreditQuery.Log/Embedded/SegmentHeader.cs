using System.Buffers.Binary;
using System.Text;
using CreditQuery.Log.Storage;

namespace CreditQuery.Log.Embedded;

/// <summary>The first 72 bytes of a segment (little endian):</summary>
/// <remarks>
/// <code>
///  0  8  "CQSEGMNT"
///  8  4  format
/// 12  4  zero
/// 16 16  epoch, 16 characters
/// 32  8  first revision
/// 40  8  recorded_at_ms of the event before
/// 48 20  chain value before the first event
/// 68  4  CRC-32C of bytes 0 to 67
/// </code>
/// With the chain value before it, a segment is provable alone, after older ones are trimmed away.
/// </remarks>
internal static class SegmentHeader
{
    public const int SizeBytes = 72;
    public const uint Format = 1;

    private static ReadOnlySpan<byte> Magic => "CQSEGMNT"u8;

    public static byte[] Write(Segment segment, string epoch)
    {
        var bytes = new byte[SizeBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Format);
        Encoding.ASCII.GetBytes(epoch, bytes.AsSpan(16, 16));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), segment.FirstRevision);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), segment.PreviousRecordedAtMs);
        segment.PreviousChain.WriteTo(bytes.AsSpan(48));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(68), Crc32C.Compute(bytes.AsSpan(0, 68)));
        return bytes;
    }

    /// <summary>Reads the epoch that a segment names.</summary>
    /// <returns>Null if it has no readable header.</returns>
    public static string? ReadEpoch(ILogFile file)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        return file.Read(bytes, 0) == SizeBytes && bytes.StartsWith(Magic)
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[68..]) == Crc32C.Compute(bytes[..68])
            ? Encoding.ASCII.GetString(bytes[16..32])
            : null;
    }

    /// <summary>Reads the header of the segment whose name states a revision.</summary>
    /// <exception cref="ChangeLogCorruptException">No such header there: a segment gets its name after its header is durable.</exception>
    /// <exception cref="UpgradeNeededException">A higher format.</exception>
    public static Segment Read(ILogFile file, string epoch, ulong firstRevision)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        if (file.Read(bytes, 0) < SizeBytes || !bytes.StartsWith(Magic))
        {
            throw new ChangeLogCorruptException(file.Path, 0, firstRevision, "the file has no segment header");
        }

        var format = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (format > Format)
        {
            throw new UpgradeNeededException(file.Path, format, Format);
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[68..]) != Crc32C.Compute(bytes[..68])
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]) != firstRevision)
        {
            throw new ChangeLogCorruptException(file.Path, 0, firstRevision, "the segment header is damaged");
        }

        if (Encoding.ASCII.GetString(bytes[16..32]) != epoch)
        {
            throw new ChangeLogCorruptException(file.Path, 0, firstRevision, "the segment belongs to a log of another epoch");
        }

        return new Segment(
            file.Path, firstRevision, ChainValue.FromBytes(bytes[48..68]), BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]));
    }
}
