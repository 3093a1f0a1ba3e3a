using Grpc.Core;
using Grpc.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to endpoints.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Maps every method of a service.</summary>
    /// <typeparam name="TService">
    /// The service. Registered as a singleton it is resolved once; otherwise it is resolved or made for every call.
    /// </typeparam>
    /// <exception cref="InvalidOperationException">AddGrpc was not called, or the type is no gRPC service.</exception>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        var plan = Plan(builder);
        var options = plan.OptionsOf<TService>();
        var binder = new ServiceTypeBinder<TService>(plan, options, new ServiceSource<TService>(builder.ServiceProvider, options));
        BindService.Invoke(typeof(TService), binder);
        return EndpointMapping.Map(builder, typeof(TService), binder.Handlers);
    }

    /// <summary>Maps every method of a definition.</summary>
    /// <exception cref="InvalidOperationException">AddGrpc was not called.</exception>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService(
        this IEndpointRouteBuilder builder,
        ServerServiceDefinition serviceDefinition)
    {
        ArgumentNullException.ThrowIfNull(serviceDefinition);
        var plan = Plan(builder);
        var binder = new DefinitionBinder(plan, plan.OptionsOf<ServerServiceDefinition>());
        serviceDefinition.BindService(binder);
        return EndpointMapping.Map(builder, typeof(ServerServiceDefinition), binder.Handlers);
    }

    /// <summary>Maps every method of the definition that a function makes.</summary>
    /// <exception cref="InvalidOperationException">AddGrpc was not called.</exception>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService(
        this IEndpointRouteBuilder builder,
        Func<IServiceProvider, ServerServiceDefinition> getServiceDefinition)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(getServiceDefinition);
        return builder.MapGrpcService(getServiceDefinition(builder.ServiceProvider));
    }

    private static ServerPlan Plan(IEndpointRouteBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ServiceProvider.GetService<ServerPlan>() ?? throw new InvalidOperationException(
            "Unable to find the required services. Please add all the required services by calling " +
            "'IServiceCollection.AddGrpc' in the application startup code.");
    }
}
