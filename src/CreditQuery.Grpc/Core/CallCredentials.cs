using Grpc.Wire;

namespace Grpc.Core;

/// <summary>Adds metadata that identifies the caller to each call.</summary>
public abstract class CallCredentials
{
    /// <summary>Several credentials as one, applied in order.</summary>
    public static CallCredentials Compose(params CallCredentials[] credentials) => new CompositeCallCredentials(credentials);

    /// <summary>Credentials made by a function.</summary>
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor) =>
        new InterceptorCallCredentials(interceptor);

    /// <summary>Tells a configurator what these credentials are.</summary>
    public abstract void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object? state);
}
