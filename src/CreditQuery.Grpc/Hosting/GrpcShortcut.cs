using System.Collections.Frozen;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CreditQuery.GrpcHosting;

/// <summary>Middleware: leads a call straight to its method. Whatever is not plainly a call of one passes on.</summary>
internal sealed class GrpcShortcut(RequestDelegate next, IEndpointRouteBuilder routes, Func<Endpoint, Func<HttpContext, bool>?> admission)
{
    private readonly RequestDelegate _next = next;
    private FrozenDictionary<string, KnownMethod>? _methods;

    /// <summary>Serves the call or passes it on.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var methods = _methods ??= Find();
        if (context.Request.Path.Value is not { } path || !methods.TryGetValue(path, out var method) || method.Admits?.Invoke(context) == false)
        {
            return _next(context);
        }

        context.SetEndpoint(method.Endpoint);
        return method.Serve(context);
    }

    // What routing would have to look at besides the path, or other middleware besides the method.
    private static bool IsPlain(RouteEndpoint endpoint, string path) => endpoint.RequestDelegate is not null
        && string.Equals(endpoint.RoutePattern.RawText, path, StringComparison.Ordinal)
        && endpoint.Metadata.GetMetadata<IHostMetadata>() is null
        && endpoint.Metadata.GetMetadata<IAuthorizeData>() is null;

    // At the first call: methods are mapped after the middleware is put in.
    private FrozenDictionary<string, KnownMethod> Find()
    {
        var methods = new Dictionary<string, KnownMethod>(StringComparer.Ordinal);
        foreach (var endpoint in routes.DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { Method.FullName: var path } && IsPlain(endpoint, path))
            {
                methods[path] = new KnownMethod(endpoint, endpoint.RequestDelegate!, admission(endpoint));
            }
        }

        return methods.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed record KnownMethod(Endpoint Endpoint, RequestDelegate Serve, Func<HttpContext, bool>? Admits);
}
