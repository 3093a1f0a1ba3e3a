using System.Collections.Frozen;
using Grpc.AspNetCore.Server;

namespace CreditQuery.Server.Hosting;

/// <summary>Middleware: leads a call that comes in by the right port straight to its method.</summary>
/// <remarks>
/// Stands before routing, which looks at every call as if it could be any page. Whatever is not plainly a call of a method that is mapped, an
/// unknown path or the wrong port, goes on to routing and <see cref="PortGuard"/> as if this were not there.
/// </remarks>
internal sealed class CallShortcut(RequestDelegate next, IEndpointRouteBuilder routes)
{
    private readonly RequestDelegate _next = next;
    private readonly IEndpointRouteBuilder _routes = routes;
    private FrozenDictionary<string, KnownCall>? _calls;

    /// <summary>Serves the call or passes it on.</summary>
    /// <param name="context">The call.</param>
    public Task InvokeAsync(HttpContext context)
    {
        var calls = _calls ??= Find();
        if (context.Request.Path.Value is not { } path || !calls.TryGetValue(path, out var call) || !call.IsOpenTo(context))
        {
            return _next(context);
        }

        context.SetEndpoint(call.Endpoint);
        return call.Serve(context);
    }

    // At the first call: methods are mapped after the middleware is put in.
    private FrozenDictionary<string, KnownCall> Find() => _routes.DataSources.SelectMany(static source => source.Endpoints)
        .Where(static endpoint => endpoint.RequestDelegate is not null)
        .Select(static endpoint => (Method: endpoint.Metadata.GetMetadata<GrpcMethodMetadata>(), Endpoint: endpoint))
        .Where(static one => one.Method is not null)
        .ToFrozenDictionary(
            static one => one.Method!.Method.FullName,
            static one => new KnownCall(one.Endpoint, one.Endpoint.RequestDelegate!, one.Endpoint.Metadata.GetMetadata<PortMetadata>()?.Role ?? PortRole.Both),
            StringComparer.Ordinal);

    /// <summary>A method that is mapped.</summary>
    private sealed record KnownCall(Endpoint Endpoint, RequestDelegate Serve, PortRole Role)
    {
        /// <summary>True if the connection came in by the method's port; the metrics' port has no calls.</summary>
        public bool IsOpenTo(HttpContext context) => (context.Features.Get<PortFeature>()?.Role ?? PortRole.Both) is var actual
            && (actual == Role || actual == PortRole.Both || (Role == PortRole.Both && actual != PortRole.Metrics));
    }
}
