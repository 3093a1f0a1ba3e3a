using System.Buffers.Binary;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>The nine bytes before the payload of a frame: length 24, type 8, flags 8, reserved 1, stream 31 bits. Source: RFC 9113, 4.1.</summary>
internal readonly struct FrameHeader(int length, FrameType type, FrameFlags flags, int streamId)
{
    /// <summary>Bytes of a header.</summary>
    public const int Bytes = 9;

    /// <summary>Bytes of the payload.</summary>
    public int Length { get; } = length;

    public FrameType Type { get; } = type;

    public FrameFlags Flags { get; } = flags;

    /// <summary>0: the connection itself.</summary>
    public int StreamId { get; } = streamId;

    public bool EndsStream => (Flags & FrameFlags.EndStream) != 0;

    public bool EndsHeaders => (Flags & FrameFlags.EndHeaders) != 0;

    public bool IsAck => (Flags & FrameFlags.Ack) != 0;

    public bool IsPadded => (Flags & FrameFlags.Padded) != 0;

    public static FrameHeader Read(ReadOnlySpan<byte> source)
    {
        var lengthAndType = BinaryPrimitives.ReadUInt32BigEndian(source);
        return new FrameHeader(
            (int)(lengthAndType >> 8),
            (FrameType)(byte)lengthAndType,
            (FrameFlags)source[4],
            (int)(BinaryPrimitives.ReadUInt32BigEndian(source[5..]) & int.MaxValue));
    }

    public static void Write(Span<byte> destination, int length, FrameType type, FrameFlags flags, int streamId)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, ((uint)length << 8) | (byte)type);
        destination[4] = (byte)flags;
        BinaryPrimitives.WriteInt32BigEndian(destination[5..], streamId);
    }
}
