using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>One stream: request, response, and how both end. Used again for later streams of its connection when nothing of it is held.</summary>
internal abstract class ServerStream : FeatureBag
{
    private readonly Lock _abortLock = new();
    private CancellationTokenSource? _abortSource;
    private bool _isAbortTold;

    protected ServerStream(ServerConnection connection)
        : base(connection.Features)
    {
        Connection = connection;
        Window = new ReceiveWindow(connection.Limits.StreamWindow);
        Body = new RequestBody(this);
        Send = new StreamSend(this);
        Output = new ResponseBody(this);
    }

    public ServerConnection Connection { get; }

    public int Id { get; private set; }

    public RequestHead Request { get; } = new();

    public RequestBody Body { get; }

    public StreamSend Send { get; }

    public ResponseBody Output { get; }

    /// <summary>What the peer may still send on this stream.</summary>
    public ReceiveWindow Window { get; }

    /// <summary>The peer has sent END_STREAM or reset the stream, or is told not to go on. Written under the gate.</summary>
    public bool IsRequestEnded { get; set; }

    /// <summary>Whether the request has trailers or a body at all.</summary>
    public bool HasBody { get; private set; }

    /// <summary>The application is done. Under the gate.</summary>
    public bool HasHandlerEnded { get; private set; }

    /// <summary>It counts for the client's limit of streams. Under the gate.</summary>
    public bool IsCounted { get; set; }

    /// <summary>Reset by either side, or the connection is gone.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>How fast the body has to come while somebody waits for it; null: no matter.</summary>
    public MinDataRate? MinBodyRate { get; set; }

    /// <summary>Trailers of the request, once they are there.</summary>
    public HeaderDictionary? RequestTrailers { get; set; }

    /// <summary>Fires when the stream is aborted.</summary>
    protected CancellationToken AbortToken
    {
        get
        {
            lock (_abortLock)
            {
                return IsAborted ? new CancellationToken(canceled: true) : (_abortSource ??= new CancellationTokenSource()).Token;
            }
        }
    }

    /// <summary>Begins a request whose head is decoded.</summary>
    public void Begin(int id, bool hasBody, int sendWindow)
    {
        Id = id;
        HasBody = hasBody;
        IsRequestEnded = !hasBody;
        Send.Window = sendWindow;
        Body.Reset(isEnded: !hasBody, Connection.Limits.MaxRequestBodyBytes);
        MinBodyRate = Connection.Limits.MinRequestBodyRate;
        Output.IsDropped = Request.Method is { } method && HttpMethods.IsHead(method);
    }

    /// <summary>Whether somebody waits for a body that comes more slowly than <see cref="MinBodyRate"/>.</summary>
    public bool IsTooSlow(long now)
    {
        if (MinBodyRate is not { } rate || Body.WaitingSince is not (> 0 and var since))
        {
            return false;
        }

        var elapsed = Connection.Limits.Time.GetElapsedTime(since, now);
        return elapsed > rate.GracePeriod && Body.Received < rate.BytesPerSecond * elapsed.TotalSeconds;
    }

    /// <summary>Runs the application.</summary>
    public abstract void Start();

    /// <summary>Fixes the headers of the response. Under the gate.</summary>
    public void StartResponse()
    {
        if (!Send.IsStarted)
        {
            Send.IsStarted = true;
            Send.Head.Start();
        }
    }

    /// <summary>Lets go all that the application wrote, and the end behind it.</summary>
    public void EndResponse()
    {
        if (!Output.IsDropped && Send.Head.Headers.ContentLength is { } length && length != Output.Written && !Send.IsComplete)
        {
            Reset(Http2ErrorCode.InternalError, "The response is not as long as its content-length says.");
            return;
        }

        lock (Connection.Output.Gate)
        {
            if (Send.IsClosed || Send.IsComplete)
            {
                return;
            }

            StartResponse();
            Send.Buffer.Commit();
            Send.IsComplete = true;
            Send.Trailers.IsReadOnly = true;
            Output.IsDropped = true;
            Connection.Scheduler.Advance(Send);
        }
    }

    /// <summary>Ends the stream from our side at once.</summary>
    public void Reset(Http2ErrorCode code, string reason)
    {
        lock (Connection.Output.Gate)
        {
            if (!Connection.Streams.Contains(this))
            {
                return;
            }

            if (!Send.IsClosed)
            {
                Connection.Control.Reset(Id, code);
            }

            Connection.Streams.Close(this, mayLinger: true);
        }

        Abort(new ConnectionAbortedException(reason));
    }

    /// <summary>From now on the stream counts as aborted, and serves no other request. Under the gate; <see cref="Abort"/> follows.</summary>
    public void MarkAborted()
    {
        lock (_abortLock)
        {
            IsAborted = true;
        }
    }

    /// <summary>Tells the application that the stream is over. Nothing is sent. Without the gate.</summary>
    public void Abort(Exception cause)
    {
        CancellationTokenSource? source;
        lock (_abortLock)
        {
            if (_isAbortTold)
            {
                return;
            }

            IsAborted = _isAbortTold = true;
            source = _abortSource;
        }

        Connection.GiveWindowBack(Body.Abort(cause));
        if (source is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static work => work.Stream.Cancel(work.Source), (Stream: this, Source: source), preferLocal: false);
        }
    }

    /// <summary>Counts bytes of the body that the application has consumed.</summary>
    public void GiveWindowBack(int bytes)
    {
        if (bytes > 0)
        {
            Connection.GiveWindowBack(bytes, isDue: OpenWindow(bytes));
        }
    }

    /// <summary>Counts bytes that the client may send again on this stream.</summary>
    /// <returns>True: it is told so, as soon as the output is flushed.</returns>
    public bool OpenWindow(int bytes)
    {
        var increment = IsRequestEnded || bytes == 0 ? 0 : Window.GiveBack(bytes);
        if (increment > 0)
        {
            Connection.Control.WindowUpdate(Id, increment);
        }

        return increment > 0;
    }

    /// <summary>The application is done with the stream.</summary>
    protected void Release()
    {
        // What came and was not read is the client's to send again on other streams.
        Connection.GiveWindowBack(Body.Finish());
        lock (Connection.Output.Gate)
        {
            HasHandlerEnded = true;
            Connection.Streams.RemoveIfDone(this);
        }
    }

    /// <summary>Whether nothing of it is held, so that it can serve another request. Under the gate.</summary>
    public bool CanBeUsedAgain => !IsAborted && !Send.IsQueued && !Output.IsPending && !Body.IsPending;

    /// <summary>Forgets the request, for the next one. Under the gate.</summary>
    public virtual void Forget()
    {
        Id = 0;
        Request.Reset();
        Send.Reset(0);
        Output.Reset();
        Window.Reset();
        Body.Reset(isEnded: true, null);
        RequestTrailers = null;
        HasHandlerEnded = false;
        _abortSource = null;
        ClearSet();
    }

    private void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException failure)
        {
            Connection.Log.ApplicationFailed(Id, failure);
        }
    }
}
