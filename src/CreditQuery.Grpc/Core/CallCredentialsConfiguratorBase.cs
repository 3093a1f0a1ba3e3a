namespace Grpc.Core;

/// <summary>Receives what call credentials are.</summary>
public abstract class CallCredentialsConfiguratorBase
{
    /// <summary>Several credentials.</summary>
    public abstract void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials);

    /// <summary>A function.</summary>
    public abstract void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor);
}
