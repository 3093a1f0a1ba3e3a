using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Configures gRPC services further.</summary>
public interface IGrpcServerBuilder
{
    /// <summary>Where services are registered.</summary>
    IServiceCollection Services { get; }
}
