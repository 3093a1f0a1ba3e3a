using System.Buffers.Binary;

namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>One frame as it stands on the wire, payload including padding. Source: RFC 9113 section 4.1.</summary>
internal sealed record Http2Frame(Http2FrameType Type, Http2Flags Flags, int StreamId, byte[] Payload)
{
    /// <summary>Bytes of a frame header: length (3), type, flags, stream (4).</summary>
    public const int HeaderLength = 9;

    /// <summary>The flag of an answer to SETTINGS or PING.</summary>
    public const Http2Flags Ack = Http2Flags.EndStream;

    public bool EndsStream => Type is Http2FrameType.Data or Http2FrameType.Headers && Flags.HasFlag(Http2Flags.EndStream);

    public bool EndsHeaders => Flags.HasFlag(Http2Flags.EndHeaders);

    public bool IsAck => Type is Http2FrameType.Settings or Http2FrameType.Ping && Flags.HasFlag(Ack);

    /// <summary>The error of RST_STREAM or GOAWAY.</summary>
    public Http2ErrorCode ErrorCode => (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(
        Payload.AsSpan(Type == Http2FrameType.GoAway ? 4 : 0));

    /// <summary>The last stream that the sender of a GOAWAY has taken.</summary>
    public int LastStreamId => BinaryPrimitives.ReadInt32BigEndian(Payload) & int.MaxValue;

    /// <summary>The bytes of a WINDOW_UPDATE.</summary>
    public int WindowIncrement => BinaryPrimitives.ReadInt32BigEndian(Payload) & int.MaxValue;

    /// <summary>Data or header block, without padding and priority.</summary>
    public ReadOnlySpan<byte> Content
    {
        get
        {
            var content = Payload.AsSpan();
            if (Flags.HasFlag(Http2Flags.Padded))
            {
                content = content[1..^content[0]];
            }

            return Type == Http2FrameType.Headers && Flags.HasFlag(Http2Flags.Priority) ? content[5..] : content;
        }
    }

    /// <summary>The values of a SETTINGS frame, in order.</summary>
    public IEnumerable<(Http2SettingId Id, uint Value)> Settings()
    {
        for (var at = 0; at + 6 <= Payload.Length; at += 6)
        {
            yield return (
                (Http2SettingId)BinaryPrimitives.ReadUInt16BigEndian(Payload.AsSpan(at)),
                BinaryPrimitives.ReadUInt32BigEndian(Payload.AsSpan(at + 2)));
        }
    }

    /// <summary>Reads one frame; null when the peer has closed between two frames.</summary>
    public static async Task<Http2Frame?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderLength];
        var read = await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, cancellationToken);
        if (read < HeaderLength)
        {
            return null;
        }

        var payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
        await stream.ReadExactlyAsync(payload, cancellationToken);
        var streamId = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)) & int.MaxValue;
        return new Http2Frame((Http2FrameType)header[3], (Http2Flags)header[4], streamId, payload);
    }

    /// <summary>The frame's bytes, header included.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderLength + Payload.Length];
        bytes[0] = (byte)(Payload.Length >> 16);
        bytes[1] = (byte)(Payload.Length >> 8);
        bytes[2] = (byte)Payload.Length;
        bytes[3] = (byte)Type;
        bytes[4] = (byte)Flags;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), StreamId);
        Payload.CopyTo(bytes, HeaderLength);
        return bytes;
    }
}
