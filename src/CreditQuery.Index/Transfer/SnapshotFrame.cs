using System.Buffers.Binary;

namespace CreditQuery.Index.Transfer;

/// <summary>Head of a frame of a snapshot file; the stored bytes follow it.</summary>
/// <param name="Block">0 the head of the file, then blocks from 1, <see cref="End"/> the mark at the end.</param>
/// <param name="Bytes">Bytes of the content.</param>
/// <param name="Stored">Bytes that follow: compressed, or the content itself if it is as long.</param>
/// <param name="Sum">CRC-32C of the stored bytes.</param>
/// <remarks>Little-endian: block 8 bytes, bytes 4, stored 4, sum 4, CRC-32C of those twenty 4.</remarks>
internal readonly record struct SnapshotFrame(ulong Block, int Bytes, int Stored, uint Sum)
{
    /// <summary>Bytes of a head.</summary>
    public const int HeadBytes = 24;

    /// <summary>Number of the frame at the end.</summary>
    public const ulong End = ulong.MaxValue;

    private const int SumAt = 20;

    /// <summary>Reads a head.</summary>
    /// <returns>False if it is damaged.</returns>
    public static bool TryRead(ReadOnlySpan<byte> head, out SnapshotFrame frame)
    {
        frame = new SnapshotFrame(
            BinaryPrimitives.ReadUInt64LittleEndian(head),
            BinaryPrimitives.ReadInt32LittleEndian(head[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(head[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(head[16..]));
        return BinaryPrimitives.ReadUInt32LittleEndian(head[SumAt..]) == Crc32C.Of(head[..SumAt])
            && frame.Bytes is >= 0 and <= SnapshotFile.MaxFrameBytes && frame.Stored >= 0 && frame.Stored <= frame.Bytes;
    }

    /// <summary>Writes the head.</summary>
    public void Write(Span<byte> head)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(head, Block);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], Bytes);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], Stored);
        BinaryPrimitives.WriteUInt32LittleEndian(head[16..], Sum);
        BinaryPrimitives.WriteUInt32LittleEndian(head[SumAt..], Crc32C.Of(head[..SumAt]));
    }
}
