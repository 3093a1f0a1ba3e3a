using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.Server;

/// <summary>Which status a failure becomes.</summary>
internal static class FailureStatus
{
    public static Status Of(Exception failure, HttpServerCallContext call)
    {
        var logger = call.Handler.Plan.Logger;
        switch (failure)
        {
            case RpcException rpc:
                Log.CallFailed(logger, rpc.StatusCode, call.Handler.Method.FullName, rpc);
                return rpc.Status;
            case OperationCanceledException or IOException when call.IsBroken || call.HttpContext.RequestAborted.IsCancellationRequested:
                Log.CallAborted(logger, call.Handler.Method.FullName);
                return new Status(StatusCode.Cancelled, "Call canceled by the client.");
            case BadHttpRequestException bad:
                Log.BadRequest(logger, call.Handler.Method.FullName, bad);
                return new Status(StatusCode.Internal, "The request body cannot be read.");
            default:
                return Unexpected(failure, call);
        }
    }

    private static Status Unexpected(Exception failure, HttpServerCallContext call)
    {
        // After the deadline the answer is given: what the handler still throws is its reaction to the cancellation.
        if (failure is OperationCanceledException && (call.HasEnded || call.IsLate))
        {
            return ServerDeadline.Exceeded;
        }

        Log.HandlerFailed(call.Handler.Plan.Logger, call.Handler.Method.FullName, failure);
        var text = "Exception was thrown by handler.";
        return new Status(
            StatusCode.Unknown,
            call.Handler.Options.DetailedErrors ? $"{text} {failure.GetType().Name}: {failure.Message}" : text);
    }
}
