using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Server;

/// <summary>Gives the service instance for a call: the singleton, one from the scope of the request, or a new one.</summary>
internal sealed class ServiceSource<TService>
    where TService : class
{
    private readonly IServiceProvider _root;
    private readonly bool _isSingleton;
    private readonly bool _isSuppressed;
    private readonly ObjectFactory<TService>? _factory;
    private TService? _singleton;

    public ServiceSource(IServiceProvider root, MethodOptions options)
    {
        _root = root;
        _isSuppressed = options.SuppressCreatingService;
        _isSingleton = root.GetRequiredService<ServiceLifetimes>().IsSingleton(typeof(TService));
        var isRegistered = root.GetService<IServiceProviderIsService>()?.IsService(typeof(TService)) ?? false;
        if (!isRegistered && !_isSuppressed)
        {
            _factory = ActivatorUtilities.CreateFactory<TService>([]);
        }
    }

    public TService Get(ServerCallContext context)
    {
        if (_singleton is { } singleton)
        {
            return singleton;
        }

        if (_isSuppressed)
        {
            return null!;
        }

        if (_isSingleton)
        {
            return _singleton = _root.GetRequiredService<TService>();
        }

        var call = HttpServerCallContext.From(context);
        if (_factory is null)
        {
            return call.HttpContext.RequestServices.GetRequiredService<TService>();
        }

        var service = _factory(call.HttpContext.RequestServices, null);
        call.Own(service);
        return service;
    }
}
