using Grpc.Core;

namespace Grpc.Client;

/// <summary>Adds the metadata of call credentials to a request.</summary>
internal static class CallAuthentication
{
    /// <summary>True when credentials have something to say.</summary>
    public static bool IsNeeded(ClientCall call) =>
        call.Options.Credentials is not null || call.Channel.Security.CallCredentials.Count > 0;

    /// <exception cref="RpcException">The credentials failed: UNAUTHENTICATED, or what they threw (gRFC A54).</exception>
    public static async Task AddToAsync(HttpRequestMessage request, ClientCall call)
    {
        var security = call.Channel.Security;
        if (!security.IsSecure && !call.Channel.Options.UnsafeUseInsecureChannelCallCredentials)
        {
            Log.CredentialsNotUsed(call.Channel.Logger, call.Method.FullName);
            return;
        }

        var interceptors = new InterceptorCollector();
        foreach (var credentials in security.CallCredentials)
        {
            credentials.InternalPopulateConfiguration(interceptors, null);
        }

        call.Options.Credentials?.InternalPopulateConfiguration(interceptors, null);
        var metadata = new Metadata();
        foreach (var interceptor in interceptors.Found)
        {
            await RunAsync(interceptor, call.Info.AuthContext(call.CancellationToken), metadata);
        }

        HttpMetadata.AddTo(request.Headers, metadata);
    }

    private static async Task RunAsync(AsyncAuthInterceptor interceptor, AuthInterceptorContext context, Metadata metadata)
    {
        try
        {
            await interceptor(context, metadata);
        }
        catch (RpcException failure) when (failure.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound
            or StatusCode.AlreadyExists or StatusCode.FailedPrecondition or StatusCode.Aborted or StatusCode.OutOfRange
            or StatusCode.DataLoss)
        {
            // A54: codes that only applications produce do not come from credentials.
            throw new RpcException(new Status(StatusCode.Internal, $"Credentials failed with {failure.StatusCode}: {failure.Status.Detail}", failure));
        }
        catch (Exception failure) when (failure is not RpcException and not OperationCanceledException)
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, $"Credentials failed: {failure.Message}", failure));
        }
    }

    private sealed class InterceptorCollector : CallCredentialsConfiguratorBase
    {
        public List<AsyncAuthInterceptor> Found { get; } = [];

        public override void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials)
        {
            foreach (var one in credentials)
            {
                one.InternalPopulateConfiguration(this, state);
            }
        }

        public override void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor) => Found.Add(interceptor);
    }
}
