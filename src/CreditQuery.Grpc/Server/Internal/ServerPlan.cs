using Grpc.AspNetCore.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.Server;

/// <summary>What all methods of a server share.</summary>
internal sealed class ServerPlan(IServiceProvider services, TimeProvider time, ILoggerFactory loggers, ServiceLifetimes lifetimes)
{
    public IServiceProvider Services { get; } = services;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = loggers.CreateLogger("Grpc.AspNetCore.Server");

    public ServiceLifetimes Lifetimes { get; } = lifetimes;

    public MethodOptions OptionsOf<TService>()
        where TService : class => new(
            Services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value,
            Services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value);
}
