using System.Buffers.Binary;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Takes the peer's settings. Source: RFC 9113, 6.5.</summary>
internal sealed class SettingsExchange(ServerConnection connection)
{
    private const int SettingBytes = 6;
    private const int LeastMaxFrame = 1 << 14;
    private const int MostMaxFrame = (1 << 24) - 1;

    // More than this at once only makes others wait longer for their turn.
    private const int LargestFrameSent = 32 * 1024;

    private readonly ServerConnection _connection = connection;

    /// <summary>Whether the peer has acknowledged our settings.</summary>
    public bool IsAcknowledged { get; private set; }

    /// <exception cref="Http2ConnectionException">The peer broke a rule.</exception>
    public void Take(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (frame.Length % SettingBytes != 0 || (frame.IsAck && frame.Length != 0))
        {
            throw new Http2ConnectionException(Http2ErrorCode.FrameSizeError, "SETTINGS has not the length of settings.");
        }

        if (frame.IsAck)
        {
            IsAcknowledged = true;
            return;
        }

        lock (_connection.Output.Gate)
        {
            var window = _connection.Scheduler.InitialStreamWindow;
            for (; !payload.IsEmpty; payload = payload[SettingBytes..])
            {
                Take((SettingId)BinaryPrimitives.ReadUInt16BigEndian(payload), BinaryPrimitives.ReadUInt32BigEndian(payload[2..]), ref window);
            }

            // Once, however often the frame names it: each change visits all streams, and nothing is sent between two values of a frame.
            ChangeWindows(window);
            _connection.Control.SettingsAck();
        }
    }

    private void Take(SettingId id, uint value, ref int window)
    {
        switch (id)
        {
            case SettingId.EnablePush when value > 1:
                throw new Http2ConnectionException(Http2ErrorCode.ProtocolError, "ENABLE_PUSH is neither 0 nor 1.");
            case SettingId.InitialWindowSize when value > int.MaxValue:
                throw new Http2ConnectionException(Http2ErrorCode.FlowControlError, "INITIAL_WINDOW_SIZE is beyond what a window can be.");
            case SettingId.InitialWindowSize:
                window = (int)value;
                break;
            case SettingId.MaxFrameSize when value is < LeastMaxFrame or > MostMaxFrame:
                throw new Http2ConnectionException(Http2ErrorCode.ProtocolError, "MAX_FRAME_SIZE is out of its range.");
            case SettingId.MaxFrameSize:
                _connection.Headers.MaxFrameBytes = (int)Math.Min(value, LargestFrameSent);
                break;
        }
    }

    /// <summary>Open streams follow the initial window; theirs may fall below zero.</summary>
    private void ChangeWindows(int window)
    {
        var change = window - _connection.Scheduler.InitialStreamWindow;
        if (change == 0)
        {
            return;
        }

        _connection.Scheduler.InitialStreamWindow = window;
        foreach (var stream in _connection.Streams.ToArray())
        {
            if (!stream.Send.IsClosed && !_connection.Scheduler.TryWiden(stream.Send, change))
            {
                throw new Http2ConnectionException(Http2ErrorCode.FlowControlError, "INITIAL_WINDOW_SIZE makes a window too wide.");
            }
        }
    }
}
