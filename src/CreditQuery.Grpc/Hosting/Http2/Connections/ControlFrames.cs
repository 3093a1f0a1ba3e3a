using System.Buffers.Binary;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Writes the frames that are about streams and the connection themselves. Each method takes the gate; nothing is flushed.</summary>
internal sealed class ControlFrames(ConnectionOutput output)
{
    private const int WordBytes = 4;
    private const int SettingBytes = 6;

    private readonly ConnectionOutput _output = output;

    public void Settings(ReadOnlySpan<(SettingId Id, int Value)> settings)
    {
        lock (_output.Gate)
        {
            var payload = Begin(settings.Length * SettingBytes, FrameType.Settings, FrameFlags.None, 0);
            foreach (var (id, value) in settings)
            {
                BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)id);
                BinaryPrimitives.WriteInt32BigEndian(payload[2..], value);
                payload = payload[SettingBytes..];
            }
        }
    }

    public void SettingsAck()
    {
        lock (_output.Gate)
        {
            Begin(0, FrameType.Settings, FrameFlags.Ack, 0);
        }
    }

    public void Ping(ulong content, bool isAck)
    {
        lock (_output.Gate)
        {
            BinaryPrimitives.WriteUInt64BigEndian(Begin(sizeof(ulong), FrameType.Ping, isAck ? FrameFlags.Ack : FrameFlags.None, 0), content);
        }
    }

    public void Reset(int streamId, Http2ErrorCode code)
    {
        lock (_output.Gate)
        {
            BinaryPrimitives.WriteUInt32BigEndian(Begin(WordBytes, FrameType.ResetStream, FrameFlags.None, streamId), (uint)code);
        }
    }

    public void WindowUpdate(int streamId, int increment)
    {
        lock (_output.Gate)
        {
            BinaryPrimitives.WriteInt32BigEndian(Begin(WordBytes, FrameType.WindowUpdate, FrameFlags.None, streamId), increment);
        }
    }

    public void GoAway(int lastStreamId, Http2ErrorCode code)
    {
        lock (_output.Gate)
        {
            var payload = Begin(2 * WordBytes, FrameType.GoAway, FrameFlags.None, 0);
            BinaryPrimitives.WriteInt32BigEndian(payload, lastStreamId);
            BinaryPrimitives.WriteUInt32BigEndian(payload[WordBytes..], (uint)code);
        }
    }

    /// <summary>Writes the header of a frame whose payload the caller fills in before it leaves the gate.</summary>
    private Span<byte> Begin(int length, FrameType type, FrameFlags flags, int streamId)
    {
        var frame = _output.Reserve(FrameHeader.Bytes + length);
        FrameHeader.Write(frame, length, type, flags, streamId);
        _output.Commit(FrameHeader.Bytes + length);
        return frame[FrameHeader.Bytes..];
    }
}
