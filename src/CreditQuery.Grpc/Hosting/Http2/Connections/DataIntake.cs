namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Takes DATA frames. Source: RFC 9113, 6.1 and 6.9.</summary>
internal sealed class DataIntake(ServerConnection connection)
{
    private readonly ServerConnection _connection = connection;

    /// <exception cref="Http2ConnectionException">The peer broke a rule.</exception>
    public void Take(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (frame.StreamId == 0)
        {
            throw new Http2ConnectionException(Http2ErrorCode.ProtocolError, "DATA names no stream.");
        }

        _connection.ThrowIfIdle(frame);
        if (!_connection.Window.TryTake(frame.Length))
        {
            throw new Http2ConnectionException(Http2ErrorCode.FlowControlError, "DATA goes beyond the window of the connection.");
        }

        var data = Padding.Strip(frame, payload);
        if (data.IsEmpty && !frame.EndsStream)
        {
            _connection.Guard.OnIdleFrame();
        }
        else
        {
            _connection.Guard.OnUsefulFrame();
        }

        // Under the gate: the application may be done with the stream at any time, and another request takes its place.
        Http2ErrorCode? flaw = null;
        var unread = frame.Length;
        var isDue = false;
        lock (_connection.Output.Gate)
        {
            if (Find(frame) is { } stream)
            {
                flaw = Append(stream, frame, data, out unread);
                isDue = flaw is null && stream.OpenWindow(unread);
            }
        }

        if (flaw is { } code)
        {
            _connection.ResetStream(frame.StreamId, code, "DATA is more than the window, or not as much as content-length says.");
        }

        _connection.GiveWindowBack(unread, isDue);
    }

    /// <returns>null: the stream is over for us; the frame is let pass.</returns>
    private ServerStream? Find(FrameHeader frame)
    {
        var latest = _connection.Latest;
        if (latest is not null && latest.Id == frame.StreamId && !latest.IsRequestEnded)
        {
            return latest;
        }

        var stream = _connection.Streams.Find(frame.StreamId);
        if (stream is { IsRequestEnded: false })
        {
            return stream;
        }

        return _connection.Streams.IsLingering(frame.StreamId) ? null
            : throw new Http2ConnectionException(Http2ErrorCode.StreamClosed, "DATA comes on a stream that the client has ended.");
    }

    /// <returns>Why the stream is to be reset; null: it is not.</returns>
    private Http2ErrorCode? Append(ServerStream stream, FrameHeader frame, ReadOnlySpan<byte> data, out int unread)
    {
        unread = frame.Length;
        if (!stream.Window.TryTake(frame.Length))
        {
            return Http2ErrorCode.FlowControlError;
        }

        if (!HasRightLength(stream, data.Length, frame.EndsStream))
        {
            return Http2ErrorCode.ProtocolError;
        }

        stream.IsRequestEnded = frame.EndsStream;
        unread = stream.Body.Append(data, frame.EndsStream, out var wakes) + frame.Length - data.Length;
        if (wakes)
        {
            _connection.Batches.Add(stream, isStart: false);
        }

        return null;
    }

    private static bool HasRightLength(ServerStream stream, int more, bool isLast)
    {
        if (stream.Request.ContentLength is not { } length)
        {
            return true;
        }

        var received = stream.Body.Received + more;
        return isLast ? received == length : received <= length;
    }
}
