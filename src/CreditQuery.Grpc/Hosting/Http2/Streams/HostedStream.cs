using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>A stream that runs the application of the host. The host keeps its own context in it and uses it again.</summary>
internal sealed class HostedStream<TContext>(ServerConnection connection, IHttpApplication<TContext> application)
    : StreamFeatures(connection), IHostContextContainer<TContext>
    where TContext : notnull
{
    private readonly IHttpApplication<TContext> _application = application;

    /// <inheritdoc/>
    public TContext? HostContext { get; set; }

    /// <inheritdoc/>
    public override void Start()
    {
        if (IsAborted)
        {
            // Given up before it began: the application need not know.
            Release();
            return;
        }

        TContext? context = default;
        Task task;
        try
        {
            context = _application.CreateContext(this);
            task = _application.ProcessRequestAsync(context);
            if (task.IsCompletedSuccessfully && !Send.Head.HasStartingCallbacks && !Send.Head.HasCompletedCallbacks)
            {
                EndResponse();
                _application.DisposeContext(context, null);
                Release();
                return;
            }
        }
        catch (Exception failure)
        {
            task = Task.FromException(failure);
        }

        _ = EndAsync(task, context);
    }

    private async Task EndAsync(Task task, TContext? context)
    {
        Exception? failure = null;
        try
        {
            await task;
            await Send.Head.CallStartingAsync();
            EndResponse();
        }
        catch (Exception thrown)
        {
            failure = thrown;
            Fail(thrown);
        }

        Connection.FlushLater();
        try
        {
            if (Send.Head.HasCompletedCallbacks)
            {
                await Send.Head.CallCompletedAsync(thrown => Connection.Log.ApplicationFailed(Id, thrown));
            }

            if (context is not null)
            {
                _application.DisposeContext(context, failure);
            }
        }
        catch (Exception thrown)
        {
            Connection.Log.ApplicationFailed(Id, thrown);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Answers a failure of the application, or cuts the stream when the answer has begun.</summary>
    private void Fail(Exception failure)
    {
        if (IsAborted && failure is OperationCanceledException or IOException)
        {
            return;
        }

        var refusal = failure as BadHttpRequestException;
        if (refusal is null)
        {
            Connection.Log.ApplicationFailed(Id, failure);
        }

        if (Send.Head.HasStarted)
        {
            Reset(Http2ErrorCode.InternalError, "The application failed after its response had begun.");
            return;
        }

        DropResponse(refusal?.StatusCode ?? StatusCodes.Status500InternalServerError);
        EndResponse();
    }
}
