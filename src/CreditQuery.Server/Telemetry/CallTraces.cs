using System.Diagnostics;
using Grpc.Core.Interceptors;

namespace CreditQuery.Server.Telemetry;

/// <summary>One span for each call: its method, how it ended, nothing that a caller wrote.</summary>
/// <remarks>In the chain of interceptors only where calls are traced, so that it costs nothing elsewhere. ASP.NET Core's own spans are not used: they take
/// path and user agent from the caller. Of the caller's trace its ids and its flag are taken, its state is not: that is free text.</remarks>
internal sealed class CallTraces : Interceptor
{
    /// <summary>Name of the source of the spans.</summary>
    public const string SourceName = "CreditQuery.Server";

    private static readonly ActivitySource Source = new(SourceName);

    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Start(context) is { } span ? TracedAsync(span, () => continuation(request, context)) : continuation(request, context);

    /// <inheritdoc/>
    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Start(context) is { } span ? TracedAsync(span, () => continuation(requestStream, context)) : continuation(requestStream, context);

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Start(context) is { } span ? TracedAsync(span, () => NothingAsync(continuation(request, responseStream, context))) : continuation(request, responseStream, context);

    /// <inheritdoc/>
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        Start(context) is { } span
            ? TracedAsync(span, () => NothingAsync(continuation(requestStream, responseStream, context)))
            : continuation(requestStream, responseStream, context);

    private static async Task<TResponse> TracedAsync<TResponse>(Activity span, Func<Task<TResponse>> call)
    {
        using (span)
        {
            try
            {
                var response = await call();
                End(span, StatusCode.OK);
                return response;
            }
            catch (Exception fault)
            {
                End(span, fault is RpcException failure ? failure.StatusCode : StatusCode.Unknown);
                throw;
            }
        }
    }

    private static async Task<bool> NothingAsync(Task call)
    {
        await call;
        return true;
    }

    private static Activity? Start(ServerCallContext context)
    {
        ActivityContext.TryParse(context.RequestHeaders.GetValue("traceparent"), null, isRemote: true, out var parent);

        // Only methods that are mapped come here: the name is one of the contract's.
        var name = context.Method.TrimStart('/');
        var span = Source.StartActivity(name, ActivityKind.Server, parent);
        if (span is not null)
        {
            var slash = name.IndexOf('/', StringComparison.Ordinal);
            span.SetTag("rpc.system", "grpc");
            span.SetTag("rpc.service", name[..slash]);
            span.SetTag("rpc.method", name[(slash + 1)..]);
        }

        return span;
    }

    private static void End(Activity span, StatusCode status)
    {
        span.SetTag("rpc.grpc.status_code", (int)status);

        // What a caller did wrong is no fault of the node.
        if (status is StatusCode.Unknown or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss or StatusCode.DeadlineExceeded or StatusCode.Unimplemented)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
