namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Turns responses into frames as windows and room allow, and lets streams take turns. Everything here is under the gate of the output.</summary>
/// <remarks>
/// A stream writes as much as it may as long as nobody waits. One that finds no room in the output, or no window on the connection, stands
/// in line and gets one frame a turn; one whose own window is closed comes back with the window.
/// </remarks>
internal sealed class SendScheduler(ConnectionOutput output, HeaderBlocks headers)
{
    private const int DefaultWindow = 65_535;

    // Streams that are over and still stand in line: so few may stay.
    private const int FewGone = 16;

    private readonly ConnectionOutput _output = output;
    private readonly HeaderBlocks _headers = headers;
    private readonly Queue<StreamSend> _forRoom = [];
    private readonly Queue<StreamSend> _forWindow = [];
    private int _window = DefaultWindow;
    private int _gone;

    /// <summary>Window that a stream starts with, as the peer has set it.</summary>
    public int InitialStreamWindow { get; set; } = DefaultWindow;

    /// <summary>Told of each DATA frame.</summary>
    public required AbuseGuard Guard { get; init; }

    /// <summary>Tells that the last frame of a response is written.</summary>
    public required Action<StreamSend> Ended { get; init; }

    /// <summary>Sends what a stream has to send.</summary>
    public void Advance(StreamSend send)
    {
        if (send.IsQueued || send.IsClosed)
        {
            return;
        }

        // Whoever has much to send does not pass those who wait; a small answer may, it costs them next to nothing.
        Emit(send, isTurn: _forRoom.Count > 0);
    }

    /// <summary>A stream is cut short. A client that opens no window, and resets what waits for it, must not make the lines grow.</summary>
    public void Leave(StreamSend send)
    {
        if (send.IsQueued && ++_gone > FewGone && _gone > (_forRoom.Count + _forWindow.Count) / 2)
        {
            RemoveGone(_forRoom);
            RemoveGone(_forWindow);
        }
    }

    /// <summary>The output is empty: those who waited take turns.</summary>
    public void OnDrained()
    {
        // Before those who wait for room: whoever has more to send than fits stands in that line again at once, and it would never be empty.
        ShareWindow();
        while (_output.HasRoom && _forRoom.TryDequeue(out var send))
        {
            TakeTurn(send);
        }
    }

    /// <summary>The peer opens the window of the connection.</summary>
    /// <returns>False: beyond what a window can be.</returns>
    public bool TryWiden(int increment)
    {
        if (_window > int.MaxValue - increment)
        {
            return false;
        }

        _window += increment;
        ShareWindow();
        return true;
    }

    /// <summary>The peer opens the window of a stream.</summary>
    /// <returns>False: beyond what a window can be.</returns>
    public bool TryWiden(StreamSend send, int increment)
    {
        var window = (long)send.Window + increment;
        if (window > int.MaxValue)
        {
            return false;
        }

        send.Window = (int)window;
        Advance(send);
        return true;
    }

    private void ShareWindow()
    {
        while (_window > 0 && _output.HasRoom && _forWindow.TryDequeue(out var send))
        {
            TakeTurn(send);
        }
    }

    private void TakeTurn(StreamSend send)
    {
        send.IsQueued = false;
        if (send.IsClosed)
        {
            _gone--;
        }
        else
        {
            Emit(send, isTurn: true);
        }
    }

    private void RemoveGone(Queue<StreamSend> line)
    {
        for (var left = line.Count; left > 0; left--)
        {
            var send = line.Dequeue();
            if (send.IsClosed)
            {
                send.IsQueued = false;
                _gone--;
            }
            else
            {
                line.Enqueue(send);
            }
        }
    }

    private void Emit(StreamSend send, bool isTurn)
    {
        if (send.IsStarted && !send.HasSentHead)
        {
            if (!TryTakeRoom(send))
            {
                return;
            }

            send.HasSentHead = true;
            var isAll = send.IsComplete && send.Buffer.Pending == 0 && send.Trailers.Count == 0;
            _headers.WriteHead(send.StreamId, send.Head, isAll);
            if (isAll)
            {
                End(send);
                return;
            }
        }

        if (TryEmitData(send, isTurn))
        {
            EmitEnd(send);
        }
    }

    /// <returns>True when nothing is left of the data.</returns>
    private bool TryEmitData(StreamSend send, bool isTurn)
    {
        for (var pending = send.Buffer.Pending; pending > 0; pending = send.Buffer.Pending)
        {
            if (!TryTakeRoom(send))
            {
                return false;
            }

            var bytes = Math.Min(Math.Min(pending, _headers.MaxFrameBytes), Math.Min(send.Window, _window));
            if (bytes <= 0)
            {
                if (send.Window > 0)
                {
                    Queue(_forWindow, send);
                }

                send.OnSent();
                return false;
            }

            var isLast = bytes == pending && send.IsComplete && send.Trailers.Count == 0;
            WriteData(send, bytes, isLast);
            if (isLast)
            {
                End(send);
                return false;
            }

            if (isTurn && bytes < pending)
            {
                send.OnSent();
                Queue(_forRoom, send);
                return false;
            }
        }

        send.OnSent();
        return true;
    }

    private void EmitEnd(StreamSend send)
    {
        if (!send.IsComplete || !send.HasSentHead || !TryTakeRoom(send))
        {
            return;
        }

        if (send.Trailers.Count > 0)
        {
            _headers.WriteTrailers(send.StreamId, send.Trailers);
        }
        else
        {
            WriteData(send, 0, isLast: true);
        }

        End(send);
    }

    private void End(StreamSend send)
    {
        send.IsClosed = true;
        send.OnSent();
        Ended(send);
    }

    private void WriteData(StreamSend send, int bytes, bool isLast)
    {
        var frame = _output.Reserve(FrameHeader.Bytes + bytes);
        FrameHeader.Write(frame, bytes, FrameType.Data, isLast ? FrameFlags.EndStream : FrameFlags.None, send.StreamId);
        if (bytes > 0)
        {
            send.Buffer.Take(frame.Slice(FrameHeader.Bytes, bytes));
            send.Window -= bytes;
            _window -= bytes;
            Guard.OnDataSent();
        }

        _output.Commit(FrameHeader.Bytes + bytes);
    }

    private bool TryTakeRoom(StreamSend send)
    {
        if (_output.HasRoom)
        {
            return true;
        }

        Queue(_forRoom, send);
        return false;
    }

    private static void Queue(Queue<StreamSend> line, StreamSend send)
    {
        send.IsQueued = true;
        line.Enqueue(send);
    }
}
