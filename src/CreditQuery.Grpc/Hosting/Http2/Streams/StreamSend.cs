namespace CreditQuery.GrpcHosting.Http2;

/// <summary>The sending half of a stream, as <see cref="SendScheduler"/> sees it. Under the gate of the output.</summary>
internal sealed class StreamSend(ServerStream stream)
{
    public ServerStream Stream { get; } = stream;

    public SendBuffer Buffer { get; } = new();

    public ResponseHead Head { get; } = new();

    public HeaderStore Trailers => Head.Trailers;

    public int StreamId => Stream.Id;

    /// <summary>Bytes that the peer takes on this stream; below zero after it has lowered the initial window.</summary>
    public int Window { get; set; }

    /// <summary>The headers may go.</summary>
    public bool IsStarted { get; set; }

    public bool HasSentHead { get; set; }

    /// <summary>The application adds nothing any more: when the buffer is empty, trailers follow.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Nothing may be sent any more: the last frame is out, or the stream was reset.</summary>
    public bool IsClosed { get; set; }

    /// <summary>It stands in a line of the scheduler.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Something is in frames: whoever waits for it may go on.</summary>
    public void OnSent() => Stream.Output.OnSent();

    /// <summary>Makes it ready for the next response. Only when it is closed and in no line.</summary>
    public void Reset(int window)
    {
        Window = window;
        IsStarted = HasSentHead = IsComplete = IsClosed = false;
        Buffer.Clear();
        Head.Reset();
    }
}
