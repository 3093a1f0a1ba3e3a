using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Grpc.Server;

/// <summary>Makes one endpoint per method.</summary>
internal static class EndpointMapping
{
    /// <remarks>
    /// The endpoints name no HTTP method: the handler tells a wrong one itself, as gRPC wants it, and matching stays one step shorter.
    /// </remarks>
    public static GrpcServiceEndpointConventionBuilder Map(
        IEndpointRouteBuilder builder,
        Type serviceType,
        IReadOnlyList<MappedMethod> methods)
    {
        var endpoints = new List<IEndpointConventionBuilder>(methods.Count);
        foreach (var (handler, attributes) in methods)
        {
            var endpoint = builder.Map(handler.Method.FullName, handler.HandleAsync);
            endpoint.WithDisplayName($"gRPC - {handler.Method.FullName}");
            endpoint.WithMetadata(attributes);
            endpoint.WithMetadata(new GrpcMethodMetadata(serviceType, handler.Method));
            endpoints.Add(endpoint);
        }

        return new GrpcServiceEndpointConventionBuilder(endpoints);
    }
}
