using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Server;

/// <summary>Gives an interceptor for a call: the singleton, one from the scope of the request, or a new one.</summary>
internal sealed class InterceptorSource
{
    private readonly InterceptorRegistration _registration;
    private readonly IServiceProvider _root;
    private readonly bool _isSingleton;
    private readonly bool _isRegistered;
    private readonly ObjectFactory? _factory;
    private Interceptor? _singleton;

    public InterceptorSource(InterceptorRegistration registration, ServerPlan plan)
    {
        _registration = registration;
        _root = plan.Services;
        var mayBeResolved = registration.Arguments.Count == 0;
        _isSingleton = mayBeResolved && plan.Lifetimes.IsSingleton(registration.Type);
        _isRegistered = mayBeResolved
            && (plan.Services.GetService<IServiceProviderIsService>()?.IsService(registration.Type) ?? false);
        if (!_isRegistered)
        {
            _factory = ActivatorUtilities.CreateFactory(
                registration.Type,
                [.. registration.Arguments.Select(static argument => argument.GetType())]);
        }
    }

    /// <summary>True when every call gets the same interceptor.</summary>
    public bool IsSingleton => _isSingleton;

    public Interceptor Get(ServerCallContext context)
    {
        if (_singleton is { } singleton)
        {
            return singleton;
        }

        if (_isSingleton)
        {
            return _singleton = (Interceptor)_root.GetRequiredService(_registration.Type);
        }

        var call = HttpServerCallContext.From(context);
        var services = call.HttpContext.RequestServices;
        if (_isRegistered)
        {
            return (Interceptor)services.GetRequiredService(_registration.Type);
        }

        var interceptor = (Interceptor)_factory!(services, [.. _registration.Arguments]);
        call.Own(interceptor);
        return interceptor;
    }
}
