using Grpc.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the reflection service.</summary>
public static class GrpcReflectionServiceExtensions
{
    /// <summary>Registers the reflection service; gRPC too if it is not.</summary>
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddGrpc();
        services.TryAddSingleton<MappedDescriptors>();
        services.TryAddSingleton<ReflectionService>();
        services.TryAddSingleton<ReflectionAlphaService>();
        return services;
    }
}
