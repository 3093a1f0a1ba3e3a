using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>One HTTP/2 connection of a client, from after its preface to its end. Source: RFC 9113; ADR 0024.</summary>
internal sealed class ServerConnection
{
    private readonly ConnectionContext _context;
    private readonly ConnectionReader _reader;
    private RequestTarget? _target;
    private TaskCompletionSource? _noStreams;

    public ServerConnection(ConnectionContext context, RequestApplication application, Http2Limits limits, DateHeader date, Http2Log log)
    {
        _context = context;
        Application = application;
        Limits = limits;
        Log = log;
        Scheme = context.Features.Get<ITlsHandshakeFeature>() is null ? "http" : "https";
        Features = new ConnectionFeatures(context);
        Output = new ConnectionOutput(context.Transport.Output);
        Control = new ControlFrames(Output);
        Headers = new HeaderBlocks(Output, date);
        Streams = new StreamTable(this);
        Guard = new AbuseGuard(limits);
        Scheduler = new SendScheduler(Output, Headers) { Guard = Guard, Ended = send => Streams.OnResponseEnded(send.Stream) };
        Output.Resume = Scheduler.OnDrained;
        Window = new ReceiveWindow(limits.ConnectionWindow);
        Shutdown = new GracefulShutdown(this);
        Batches = new BatchSource(this);
        _reader = new ConnectionReader(this, context.Transport.Input);
    }

    public RequestApplication Application { get; }

    public Http2Limits Limits { get; }

    public Http2Log Log { get; }

    public string Scheme { get; }

    public ConnectionFeatures Features { get; }

    public ConnectionOutput Output { get; }

    public ControlFrames Control { get; }

    public HeaderBlocks Headers { get; }

    public StreamTable Streams { get; }

    public SendScheduler Scheduler { get; }

    /// <summary>What the peer may still send on all streams together.</summary>
    public ReceiveWindow Window { get; }

    public AbuseGuard Guard { get; }

    public GracefulShutdown Shutdown { get; }

    /// <summary>What the bytes at hand make runnable.</summary>
    public BatchSource Batches { get; }

    /// <summary>The stream that was opened last. The reader's.</summary>
    public ServerStream? Latest { get; set; }

    /// <summary>The highest stream that the client has opened.</summary>
    public int LastStreamId { get; set; }

    /// <summary>Whether the peer has sent its settings and acknowledged ours.</summary>
    public bool IsSettled => _reader.IsSettled;

    /// <summary>Whether a header block has begun and not ended.</summary>
    public bool IsInHeaders => _reader.IsInHeaders;

    /// <summary>Serves the connection until it ends. The preface has been read.</summary>
    public async Task RunAsync()
    {
        // First of all, as the peer expects it: a node that stops already would announce that next.
        Greet();
        using var timer = new ConnectionTimer(this);
        var closing = _context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        await using var stop = closing.UnsafeRegister(static connection => ((ServerConnection)connection!).Shutdown.Begin(), this);
        Exception cause = new ConnectionAbortedException("The connection ended.");
        var hasServedAll = false;
        try
        {
            hasServedAll = await _reader.RunAsync(timer);
        }
        catch (Http2ConnectionException failure)
        {
            Log.ConnectionBroken(Features.Id, failure.Code, failure.Message);
            Control.GoAway(LastStreamId, failure.Code);
            cause = new ConnectionAbortedException(failure.Message, failure);
        }
        catch (Exception failure) when (failure is IOException or ConnectionAbortedException or OperationCanceledException)
        {
            // The transport is gone.
            cause = failure;
        }
        catch (Exception failure)
        {
            Log.ConnectionFailed(Features.Id, failure);
            Control.GoAway(LastStreamId, Http2ErrorCode.InternalError);
            cause = new ConnectionAbortedException(failure.Message, failure);
        }

        await EndAsync(cause, hasServedAll);
    }

    /// <summary>What :path says. Calls of one method follow each other, so the last answer is kept.</summary>
    /// <returns>null: no path that HTTP allows.</returns>
    public RequestTarget? Target(string raw)
    {
        if (!ReferenceEquals(_target?.Raw, raw))
        {
            _target = RequestTarget.Parse(raw);
        }

        return _target;
    }

    /// <exception cref="Http2ConnectionException">The stream of a frame has not been opened.</exception>
    public void ThrowIfIdle(FrameHeader frame)
    {
        if ((frame.StreamId & 1) == 0 || frame.StreamId > LastStreamId)
        {
            throw new Http2ConnectionException(Http2ErrorCode.ProtocolError, $"{frame.Type} comes on a stream that is not open.");
        }
    }

    /// <summary>Ends a stream because of what the client sent on it.</summary>
    public void ResetStream(int streamId, Http2ErrorCode code, string reason)
    {
        Log.StreamReset(Features.Id, streamId, code, reason);
        ServerStream? stream;
        lock (Output.Gate)
        {
            stream = Streams.Find(streamId);
        }

        if (stream is null)
        {
            Control.Reset(streamId, code);
            return;
        }

        // The client made us do it: as good as a reset of its own (CVE-2025-8671).
        Guard.OnResetByPeer();
        stream.Reset(code, reason);
    }

    /// <summary>Counts bytes that the client may send again, on whichever stream.</summary>
    /// <param name="isDue">A stream has opened its window: that is to go out as well.</param>
    public void GiveWindowBack(int bytes, bool isDue = false)
    {
        var increment = bytes == 0 ? 0 : Window.GiveBack(bytes);
        if (increment > 0)
        {
            Control.WindowUpdate(0, increment);
        }

        if (increment > 0 || isDue)
        {
            FlushLater();
        }
    }

    /// <summary>Sends what has gathered: at the end of the batch that this thread runs, or now.</summary>
    public void FlushLater()
    {
        if (Batch.Running != this)
        {
            Output.Flush();
        }
    }

    /// <summary>No stream is left. Under the gate.</summary>
    public void OnNoStreams()
    {
        _noStreams?.TrySetResult();
        if (Shutdown.RefusesStreams)
        {
            // The reader sees that all is done; not here, where it would go on under the gate.
            ThreadPool.UnsafeQueueUserWorkItem(static reader => reader.Wake(), _reader, preferLocal: false);
        }
    }

    /// <summary>Ends the connection because something takes too long.</summary>
    public void GiveUp(string reason)
    {
        Log.ConnectionGivenUp(Features.Id, reason);
        _reader.GiveUp();
        _context.Abort(new ConnectionAbortedException(reason));
    }

    private void Greet()
    {
        Control.Settings(
        [
            (SettingId.HeaderTableSize, Limits.HeaderTableBytes),
            (SettingId.MaxConcurrentStreams, Limits.MaxStreams),
            (SettingId.InitialWindowSize, Limits.StreamWindow),
            (SettingId.MaxFrameSize, Limits.MaxFrameBytes),
            (SettingId.MaxHeaderListSize, Limits.MaxHeaderListBytes),
        ]);
        const int DefaultWindow = 65_535;
        if (Limits.ConnectionWindow > DefaultWindow)
        {
            Control.WindowUpdate(0, Limits.ConnectionWindow - DefaultWindow);
        }

        Output.Flush();
    }

    private async Task EndAsync(Exception cause, bool hasServedAll)
    {
        ServerStream[] left;
        lock (Output.Gate)
        {
            left = Streams.ToArray();
            Array.ForEach(left, stream => Streams.Close(stream, mayLinger: false));
            _noStreams = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Streams.Count == 0)
            {
                _noStreams.SetResult();
            }
        }

        Array.ForEach(left, stream => stream.Abort(cause));
        Batches.Dispatch();
        Output.Flush();

        // Handlers may use what belongs to the connection.
        await _noStreams.Task;
        try
        {
            await Output.WhenDrainedAsync().WaitAsync(Limits.HeadersTimeout, Limits.Time);
        }
        catch (TimeoutException)
        {
            _context.Abort(new ConnectionAbortedException("The client takes nothing any more."));
        }

        if (hasServedAll)
        {
            await Shutdown.LetClientCloseAsync(_context.Transport.Input);
        }

        await _context.Transport.Output.CompleteAsync();
        await _context.Transport.Input.CompleteAsync();
    }
}
