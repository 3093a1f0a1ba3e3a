using System.Buffers.Binary;
using System.Text;
using CreditQuery.Log.Events;
using CreditQuery.Log.Storage;

namespace CreditQuery.Log.Embedded;

/// <summary>The frame around one event in a segment (little endian):</summary>
/// <remarks>
/// <code>
///  0  4  marker "CQEV"
///  4  4  length of the body; 0 in a seal, which is written on a clean close
///  8  8  durable revision: every event up to it was on the disk before this frame was written
/// 16  4  CRC-32C of bytes 4 to 15 and the body, seeded with the epoch
/// 20  …  body: a serialized ChangeEvent
/// </code>
/// The durable revision tells damage from a torn tail: if an unreadable frame is followed by a readable one that says the
/// former was durable, an acknowledged event is lost; otherwise the power went before anyone was told.
/// </remarks>
internal static class Frame
{
    public const int HeaderBytes = 20;

    /// <summary>The longest body a reader accepts.</summary>
    public const int MaxBodyBytes = IChangeLog.MaxPayloadBytes + IChangeLog.MaxAuthorBytes + EventCodec.OverheadBytes;

    public static ReadOnlySpan<byte> Marker => "CQEV"u8;

    /// <summary>The seed of a log's checksums: frames of another log, left in reused blocks, never fit.</summary>
    public static uint Seed(string epoch) => Crc32C.Compute(Encoding.ASCII.GetBytes(epoch));

    /// <summary>Completes a frame whose body already stands behind the header.</summary>
    public static void Complete(Span<byte> frame, ulong durableRevision, uint seed)
    {
        Marker.CopyTo(frame);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], frame.Length - HeaderBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[8..], durableRevision);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[16..], Checksum(frame, seed));
    }

    /// <summary>Reads the frame at the start of some bytes.</summary>
    /// <param name="bytes">Bytes of a segment, as many as are at hand.</param>
    /// <param name="seed">The log's seed.</param>
    /// <param name="length">Length of the whole frame; of an incomplete one how many bytes are needed to go on.</param>
    /// <param name="durableRevision">The durable revision of a complete frame.</param>
    public static FrameStatus Read(ReadOnlySpan<byte> bytes, uint seed, out int length, out ulong durableRevision)
    {
        length = HeaderBytes;
        durableRevision = 0;
        if (bytes.Length < HeaderBytes)
        {
            return FrameStatus.Incomplete;
        }

        var body = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (!bytes.StartsWith(Marker) || body > MaxBodyBytes)
        {
            return FrameStatus.Damaged;
        }

        length = HeaderBytes + (int)body;
        if (bytes.Length < length)
        {
            return FrameStatus.Incomplete;
        }

        durableRevision = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var expected = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
        return Checksum(bytes[..length], seed) == expected ? FrameStatus.Complete : FrameStatus.Damaged;
    }

    private static uint Checksum(ReadOnlySpan<byte> frame, uint seed) =>
        ~Crc32C.Append(Crc32C.Append(seed, frame[4..16]), frame[HeaderBytes..]);
}
