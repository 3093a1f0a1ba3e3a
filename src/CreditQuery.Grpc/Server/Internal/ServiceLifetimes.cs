using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Server;

/// <summary>Knows which services live as long as the application, so that calls need no scope for them.</summary>
internal sealed class ServiceLifetimes(IServiceCollection services)
{
    /// <summary>True when the type is registered, its last registration being a singleton.</summary>
    public bool IsSingleton(Type type)
    {
        for (var i = services.Count - 1; i >= 0; i--)
        {
            if (services[i].ServiceType == type && !services[i].IsKeyedService)
            {
                return services[i].Lifetime == ServiceLifetime.Singleton;
            }
        }

        return false;
    }
}
