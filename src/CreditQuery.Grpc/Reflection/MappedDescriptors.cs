using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Grpc.Reflection;

/// <summary>Descriptors of the services that endpoints are mapped for.</summary>
internal sealed class MappedDescriptors(EndpointDataSource endpoints, ILoggerFactory loggers)
{
    private readonly Lazy<SymbolTable> _symbols = new(() => Build(endpoints, loggers.CreateLogger("Grpc.Reflection")));

    /// <summary>Made at the first question, when everything is mapped.</summary>
    public SymbolTable Symbols => _symbols.Value;

    private static SymbolTable Build(EndpointDataSource endpoints, ILogger logger)
    {
        var services = new List<ServiceDescriptor>();
        var types = endpoints.Endpoints
            .Select(static endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
            .OfType<Type>()
            .Distinct();
        foreach (var type in types)
        {
            if (DescriptorOf(type) is { } service)
            {
                services.Add(service);
            }
            else
            {
                Log.NoDescriptor(logger, type);
            }
        }

        return new SymbolTable(services);
    }

    private static ServiceDescriptor? DescriptorOf(Type serviceType) =>
        BindService.GeneratedType(serviceType)?.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)
            as ServiceDescriptor;
}
