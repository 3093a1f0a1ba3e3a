using System.Buffers.Binary;
using CreditQuery.Log.Storage;
using CreditQuery.Protos.Log.V1;
using Google.Protobuf;

namespace CreditQuery.Server.Watch.Journal;

/// <summary>How a batch lies in a file: length, checksum, bytes.</summary>
internal static class JournalFrame
{
    /// <summary>Bytes before the content: length and CRC-32C, both little endian.</summary>
    public const int HeadBytes = 8;

    /// <summary>Longest content: a batch of a thousand subjects needs far less.</summary>
    public const int MaxContentBytes = 64 << 20;

    /// <summary>The frame of a batch.</summary>
    /// <param name="batch">The batch.</param>
    public static byte[] Of(JournalBatch batch)
    {
        var frame = new byte[HeadBytes + batch.CalculateSize()];
        batch.WriteTo(frame.AsSpan(HeadBytes));
        Seal(frame);
        return frame;
    }

    /// <summary>Reads some of the subjects of a batch, and all that is said of it as a whole.</summary>
    /// <param name="frame">The frame; <see cref="Of"/> made it.</param>
    /// <param name="first">Number of the first subject.</param>
    /// <param name="count">How many.</param>
    public static JournalBatch Read(byte[] frame, int first, int count)
    {
        const uint SubjectTag = (JournalBatch.SubjectsFieldNumber << 3) | (uint)WireFormat.WireType.LengthDelimited;
        using var input = new CodedInputStream(frame, HeadBytes, frame.Length - HeadBytes);
        var (from, to, number) = (0, 0, 0);
        var batch = new JournalBatch();
        for (var start = HeadBytes; input.ReadTag() is var tag && tag != 0; start = (int)input.Position)
        {
            input.SkipLastField();
            if (tag != SubjectTag)
            {
                batch.MergeFrom(frame, start, (int)input.Position - start);
                continue;
            }

            // They stand one behind the other.
            (from, to) = (number == first ? start : from, number < first + count ? (int)input.Position : to);
            number++;
        }

        batch.MergeFrom(frame, from, to - from);
        return batch;
    }

    /// <summary>Writes the head of a frame.</summary>
    /// <param name="frame">The frame; its content is written already.</param>
    public static void Seal(Span<byte> frame)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - HeadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Crc32C.Compute(frame[HeadBytes..]));
    }

    /// <summary>Length of the content that a head announces.</summary>
    /// <param name="head">At least <see cref="HeadBytes"/> bytes.</param>
    /// <returns>-1 if no frame begins so.</returns>
    public static int LengthOf(ReadOnlySpan<byte> head)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        return length is > 0 and <= MaxContentBytes ? length : -1;
    }

    /// <summary>The content is what was written.</summary>
    /// <param name="head">Head of the frame.</param>
    /// <param name="content">Its content.</param>
    public static bool IsSound(ReadOnlySpan<byte> head, ReadOnlySpan<byte> content) => BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) == Crc32C.Compute(content);
}
