using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What the pipeline of ASP.NET sees of a stream: the response and the end of both.</summary>
internal abstract class ResponseFeatures(ServerConnection connection) : ServerStream(connection),
    IHttpResponseFeature,
    IHttpResponseBodyFeature,
    IHttpResponseTrailersFeature,
    IHttpResetFeature,
    IHttpRequestLifetimeFeature,
    IHttpBodyControlFeature
{
    private Stream? _bodyStream;
    private CancellationToken? _abortTokenSet;

    /// <inheritdoc/>
    public int StatusCode
    {
        get => Send.Head.Status;
        set => Send.Head.Status = value;
    }

    /// <inheritdoc/>
    public string? ReasonPhrase
    {
        get => Send.Head.ReasonPhrase;
        set => Send.Head.ReasonPhrase = value;
    }

    /// <inheritdoc/>
    IHeaderDictionary IHttpResponseFeature.Headers
    {
        get => Send.Head.Headers;
        set => Send.Head.Headers.Take(value);
    }

    /// <inheritdoc/>
    Stream IHttpResponseFeature.Body
    {
        get => ResponseStream;
        set => _bodyStream = value;
    }

    /// <inheritdoc/>
    public bool HasStarted => Send.Head.HasStarted;

    /// <inheritdoc/>
    Stream IHttpResponseBodyFeature.Stream => ResponseStream;

    /// <inheritdoc/>
    PipeWriter IHttpResponseBodyFeature.Writer => Output;

    /// <inheritdoc/>
    IHeaderDictionary IHttpResponseTrailersFeature.Trailers
    {
        get => Send.Head.Trailers;
        set => Send.Head.Trailers.Take(value);
    }

    /// <inheritdoc/>
    public CancellationToken RequestAborted
    {
        get => _abortTokenSet ?? AbortToken;
        set => _abortTokenSet = value;
    }

    /// <inheritdoc/>
    public bool AllowSynchronousIO { get; set; }

    private Stream ResponseStream => _bodyStream ??= Output.AsStream(leaveOpen: true);

    /// <inheritdoc/>
    public void OnStarting(Func<object, Task> callback, object state) => Send.Head.OnStarting(callback, state);

    /// <inheritdoc/>
    public void OnCompleted(Func<object, Task> callback, object state) => Send.Head.OnCompleted(callback, state);

    /// <inheritdoc/>
    public void DisableBuffering()
    {
        // Nothing is buffered beyond what the application has not flushed.
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) => Output.FlushAsync(cancellationToken).AsTask();

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(ResponseStream, path, offset, count, cancellationToken);

    /// <inheritdoc/>
    public async Task CompleteAsync()
    {
        if (!Send.Head.HasStarted)
        {
            await Send.Head.CallStartingAsync();
        }

        EndResponse();
        Connection.Output.Flush();
        await Output.WhenSentAsync();
    }

    /// <inheritdoc/>
    public void Reset(int errorCode) => ResetNow((Http2ErrorCode)errorCode, "The application reset the stream.");

    /// <inheritdoc/>
    public void Abort() => ResetNow(Http2ErrorCode.InternalError, "The application aborted the request.");

    /// <inheritdoc/>
    public override void Forget()
    {
        base.Forget();
        _bodyStream = null;
        _abortTokenSet = null;
        AllowSynchronousIO = false;
    }

    /// <summary>The answer is a status alone, whatever the application had prepared.</summary>
    protected void DropResponse(int status)
    {
        Send.Head.Fail(status);
        lock (Connection.Output.Gate)
        {
            Send.Buffer.Clear();
            Output.IsDropped = true;
        }
    }

    private void ResetNow(Http2ErrorCode code, string reason)
    {
        Reset(code, reason);
        Connection.Output.Flush();
    }
}
