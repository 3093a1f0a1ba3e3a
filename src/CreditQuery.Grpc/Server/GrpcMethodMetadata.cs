using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Says of an endpoint which method it serves.</summary>
public sealed class GrpcMethodMetadata
{
    /// <summary>Makes the metadata.</summary>
    public GrpcMethodMetadata(Type serviceType, IMethod method)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        ArgumentNullException.ThrowIfNull(method);
        ServiceType = serviceType;
        Method = method;
    }

    /// <summary>Type of the service.</summary>
    public Type ServiceType { get; }

    /// <summary>The method.</summary>
    public IMethod Method { get; }
}
