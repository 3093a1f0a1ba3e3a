using System.Buffers.Binary;
using Microsoft.AspNetCore.Connections;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Does what the frames of a peer say, one after the other. Source: RFC 9113, 5 and 6.</summary>
internal sealed class FrameHandler(ServerConnection connection)
{
    private const int WordBytes = 4;
    private const int PriorityBytes = 5;

    private readonly ServerConnection _connection = connection;
    private readonly HeaderIntake _headers = new(connection);
    private readonly DataIntake _data = new(connection);
    private readonly SettingsExchange _settings = new(connection);
    private bool _hasSettings;

    /// <summary>Whether a header block has begun and not ended.</summary>
    public bool IsInHeaders => _headers.IsOpen;

    /// <summary>Whether the peer has sent its settings and acknowledged ours.</summary>
    public bool IsSettled => _hasSettings && _settings.IsAcknowledged;

    /// <exception cref="Http2ConnectionException">The peer broke a rule.</exception>
    public void Handle(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (_headers.IsOpen && (frame.Type != FrameType.Continuation || frame.StreamId != _headers.StreamId))
        {
            throw Broken("A header block is interrupted.");
        }

        if (!_hasSettings && (frame.Type != FrameType.Settings || frame.IsAck))
        {
            throw Broken("The first frame is not SETTINGS.");
        }

        switch (frame.Type)
        {
            case FrameType.Data:
                _data.Take(frame, payload);
                break;
            case FrameType.Headers:
                _headers.Begin(frame, payload);
                break;
            case FrameType.Continuation:
                _headers.Continue(frame, payload);
                break;
            case FrameType.WindowUpdate:
                OnWindowUpdate(frame, payload);
                break;
            case FrameType.ResetStream:
                OnReset(frame, payload);
                break;
            default:
                HandleRare(frame, payload);
                break;
        }
    }

    private static Http2ConnectionException Broken(string message) => new(Http2ErrorCode.ProtocolError, message);

    private static void Expect(FrameHeader frame, int length)
    {
        if (frame.Length != length)
        {
            throw new Http2ConnectionException(Http2ErrorCode.FrameSizeError, $"A frame of type {frame.Type} has not {length} bytes.");
        }
    }

    private static void ExpectNoStream(FrameHeader frame)
    {
        if (frame.StreamId != 0)
        {
            throw Broken($"A frame of type {frame.Type} names a stream.");
        }
    }

    private void HandleRare(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        _connection.Guard.OnIdleFrame();
        switch (frame.Type)
        {
            case FrameType.Settings:
                ExpectNoStream(frame);
                _settings.Take(frame, payload);
                _hasSettings = true;
                break;
            case FrameType.Ping:
                ExpectNoStream(frame);
                Expect(frame, sizeof(ulong));
                OnPing(frame.IsAck, BinaryPrimitives.ReadUInt64BigEndian(payload));
                break;
            case FrameType.GoAway:
                ExpectNoStream(frame);
                _connection.Shutdown.OnPeerLeaves();
                break;
            case FrameType.PushPromise:
                throw Broken("A client pushes.");
            case FrameType.Priority:
                OnPriority(frame);
                break;
        }
    }

    private void OnPing(bool isAck, ulong content)
    {
        if (isAck)
        {
            _connection.Shutdown.OnPingAnswered(content);
        }
        else
        {
            _connection.Control.Ping(content, isAck: true);
        }
    }

    // What it says has no meaning any more (RFC 9113, 5.3.2), its form still has.
    private void OnPriority(FrameHeader frame)
    {
        if (frame.StreamId == 0)
        {
            throw Broken("PRIORITY names no stream.");
        }

        if (frame.Length != PriorityBytes)
        {
            _connection.ResetStream(frame.StreamId, Http2ErrorCode.FrameSizeError, "PRIORITY has not five bytes.");
        }
    }

    private void OnReset(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        Expect(frame, WordBytes);
        _connection.ThrowIfIdle(frame);
        _ = payload;
        ServerStream? stream;
        lock (_connection.Output.Gate)
        {
            stream = _connection.Streams.Find(frame.StreamId);
            if (stream is not null)
            {
                _connection.Streams.Close(stream, mayLinger: false);
            }
        }

        if (stream is null)
        {
            _connection.Guard.OnIdleFrame();
            return;
        }

        _connection.Guard.OnResetByPeer();
        stream.Abort(new ConnectionResetException("The client reset the stream."));
    }

    private void OnWindowUpdate(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        Expect(frame, WordBytes);
        var increment = (int)(BinaryPrimitives.ReadUInt32BigEndian(payload) & int.MaxValue);
        _connection.Guard.OnWindowUpdate();
        if (frame.StreamId == 0)
        {
            WidenConnection(increment);
            return;
        }

        _connection.ThrowIfIdle(frame);
        if (increment == 0)
        {
            _connection.ResetStream(frame.StreamId, Http2ErrorCode.ProtocolError, "WINDOW_UPDATE opens by nothing.");
            return;
        }

        bool isTooWide;
        lock (_connection.Output.Gate)
        {
            isTooWide = _connection.Streams.Find(frame.StreamId) is { Send.IsClosed: false } stream && !_connection.Scheduler.TryWiden(stream.Send, increment);
        }

        if (isTooWide)
        {
            _connection.ResetStream(frame.StreamId, Http2ErrorCode.FlowControlError, "The window of a stream is too wide.");
        }
    }

    private void WidenConnection(int increment)
    {
        lock (_connection.Output.Gate)
        {
            if (increment == 0)
            {
                throw Broken("WINDOW_UPDATE opens by nothing.");
            }

            if (!_connection.Scheduler.TryWiden(increment))
            {
                throw new Http2ConnectionException(Http2ErrorCode.FlowControlError, "The window of the connection is too wide.");
            }
        }
    }
}
