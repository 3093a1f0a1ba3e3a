namespace Grpc.Core;

/// <summary>The call that credentials are for.</summary>
public class AuthInterceptorContext
{
    /// <summary>Makes a context.</summary>
    public AuthInterceptorContext(string serviceUrl, string methodName)
        : this(serviceUrl, methodName, CancellationToken.None)
    {
    }

    /// <summary>Makes a context with the cancellation of the call.</summary>
    public AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(serviceUrl);
        ArgumentNullException.ThrowIfNull(methodName);
        ServiceUrl = serviceUrl;
        MethodName = methodName;
        CancellationToken = cancellationToken;
    }

    /// <summary>URL of the service, "https://host/package.Service".</summary>
    public string ServiceUrl { get; }

    /// <summary>Name of the method in its service.</summary>
    public string MethodName { get; }

    /// <summary>Cancellation of the call.</summary>
    public CancellationToken CancellationToken { get; }
}
