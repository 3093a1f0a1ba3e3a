using CreditQuery.Server.Telemetry;
using Grpc.Core.Interceptors;

namespace CreditQuery.Server.Errors;

/// <summary>The one place where exceptions become gRPC statuses.</summary>
/// <remarks>A call that succeeds at once passes through without a state machine or an allocation.</remarks>
internal sealed class ErrorInterceptor(ILogger<ErrorInterceptor> logger, ServerMetrics metrics) : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            var task = continuation(request, context);
            return task.IsCompletedSuccessfully ? task : GuardAsync(task, context);
        }
        catch (Exception fault)
        {
            return Task.FromException<TResponse>(Map(fault, context));
        }
    }

    /// <inheritdoc/>
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception fault)
        {
            throw Map(fault, context);
        }
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception fault)
        {
            throw Map(fault, context);
        }
    }

    /// <inheritdoc/>
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception fault)
        {
            throw Map(fault, context);
        }
    }

    private async Task<TResponse> GuardAsync<TResponse>(Task<TResponse> call, ServerCallContext context)
    {
        try
        {
            return await call;
        }
        catch (Exception fault)
        {
            throw Map(fault, context);
        }
    }

    // The token of a call fires a moment after its streams broke; what they throw names the token already.
    private static bool IsGivenUp(Exception fault, CancellationToken call) =>
        call.IsCancellationRequested || (fault is OperationCanceledException cancelled && cancelled.CancellationToken == call && call.CanBeCanceled);

    private RpcException Map(Exception fault, ServerCallContext context)
    {
        switch (fault)
        {
            case RpcException already:
                return already;
            case OperationCanceledException or IOException when IsGivenUp(fault, context.CancellationToken):
                var late = context.Deadline < DateTime.MaxValue && context.Deadline <= TimeProvider.System.GetUtcNow().UtcDateTime;
                return new RpcException(new Status(late ? StatusCode.DeadlineExceeded : StatusCode.Cancelled, "The call was given up."));
        }

        var failure = DomainFaults.ToCallException(fault);
        metrics.CountFailure(failure.Reason);
        if (failure.Reason == ErrorReason.Internal)
        {
            logger.CallFailed(context.Method, fault);
        }
        else if (failure.InnerException is { } inner)
        {
            logger.CallRefused(context.Method, failure.Reason, inner);
        }

        return RichStatus.ToRpcException(failure);
    }
}
