using Grpc.Core;
using Polly;
using Polly.Retry;

namespace CreditQuery.Client;

/// <summary>Deadline and retries of unary calls.</summary>
/// <remarks>Only UNAVAILABLE is tried again. Every call of the contract may be: reads change nothing, and changes carry an id by which the log
/// knows them again.</remarks>
internal sealed class CallPolicy
{
    private readonly ResiliencePipeline _pipeline;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;

    public CallPolicy(CreditQueryClientOptions options, TimeProvider? time = null)
    {
        _deadline = options.Deadline;
        _time = time ?? TimeProvider.System;
        var builder = new ResiliencePipelineBuilder { TimeProvider = _time };
        if (options.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<RpcException>(static e => e.StatusCode == StatusCode.Unavailable),
                MaxRetryAttempts = options.MaxAttempts - 1,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }

        _pipeline = builder.Build();
    }

    /// <summary>Calls, again while the service is unavailable and the deadline allows it.</summary>
    /// <exception cref="RpcException">The last answer.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> call, TRequest request, CancellationToken cancellationToken)
    {
        var deadline = _time.GetUtcNow().UtcDateTime + _deadline;
        return await _pipeline.ExecuteAsync(
            static async (state, token) =>
            {
                using var started = state.call(state.request, new CallOptions(deadline: state.deadline, cancellationToken: token));
                return await started.ResponseAsync;
            },
            (call, request, deadline),
            cancellationToken);
    }
}
