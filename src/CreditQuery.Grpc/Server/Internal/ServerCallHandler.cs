using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grpc.Server;

/// <summary>Serves the calls of one method.</summary>
internal abstract class ServerCallHandler
{
    // Kestrel's own limit of a request body; above it the body limit must be lifted for the message limit to count.
    private const long KestrelBodyLimit = 30_000_000;

    private readonly bool _isStreaming;
    private readonly bool _liftsBodyLimit;

    protected ServerCallHandler(ServerPlan plan, MethodOptions options, IMethod method)
    {
        Plan = plan;
        Options = options;
        Method = method;
        _isStreaming = method.Type != MethodType.Unary;
        var streamsRequests = method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming;
        _liftsBodyLimit = streamsRequests || options.MaxReceiveBytes is null or > (int)KestrelBodyLimit;
    }

    public ServerPlan Plan { get; }

    public MethodOptions Options { get; }

    public IMethod Method { get; }

    /// <summary>Serves one request.</summary>
    /// <remarks>When the handler answers at once, no state machine and no task is made.</remarks>
    public Task HandleAsync(HttpContext http)
    {
        if (!RequestGate.Admit(http, Method))
        {
            return Task.CompletedTask;
        }

        if (_liftsBodyLimit)
        {
            LiftBodyLimits(http);
        }

        var call = HttpServerCallContext.Rent(http, this);
        try
        {
            var task = call.TryStart() ? InvokeAsync(call) : Task.CompletedTask;
            if (!task.IsCompletedSuccessfully)
            {
                return AwaitAsync(call, task);
            }
        }
        catch (Exception failure)
        {
            call.End(failure);
        }

        if (!call.CanReleaseAtOnce)
        {
            return ReleaseAsync(call);
        }

        RecycleUnary(call);
        return Task.CompletedTask;
    }

    /// <summary>Runs the handler and ends the call, unless it throws.</summary>
    protected abstract Task InvokeAsync(HttpServerCallContext call);

    private static void LiftBodyLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private async Task AwaitAsync(HttpServerCallContext call, Task task)
    {
        try
        {
            await task;
        }
        catch (Exception failure)
        {
            call.End(failure);
        }

        await call.ReleaseAsync();
        RecycleUnary(call);
    }

    private async Task ReleaseAsync(HttpServerCallContext call)
    {
        await call.ReleaseAsync();
        RecycleUnary(call);
    }

    // A reader or writer of a stream may be held by a task that the handler left behind; it must find its own call ended.
    private void RecycleUnary(HttpServerCallContext call)
    {
        if (!_isStreaming)
        {
            call.Recycle();
        }
    }
}
