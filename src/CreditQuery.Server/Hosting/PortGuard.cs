using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Hosting;

/// <summary>Middleware: a call on the wrong port answers UNIMPLEMENTED and names the right one; the port of the metrics has nothing but them.</summary>
/// <remarks>Runs before the gRPC layer, so that not even the request message is read.</remarks>
internal sealed class PortGuard(RequestDelegate next, IOptions<ServerOptions> options)
{
    private readonly RequestDelegate _next = next;

    /// <summary>Passes the call on or answers it.</summary>
    /// <param name="context">The call.</param>
    public Task InvokeAsync(HttpContext context)
    {
        var wanted = context.GetEndpoint()?.Metadata.GetMetadata<PortMetadata>()?.Role ?? PortRole.Both;
        var actual = RoleOf(context);
        if (IsOpen(wanted, actual))
        {
            return _next(context);
        }

        if (wanted == PortRole.Metrics || actual == PortRole.Metrics)
        {
            // Prometheus's port has one page, and no other port has it: nothing to name.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        Refuse(context, wanted);
        return Task.CompletedTask;
    }

    /// <summary>Gives what says whether a call of a method came in by the right port.</summary>
    /// <param name="endpoint">The method's endpoint.</param>
    public static Func<HttpContext, bool> AdmissionOf(Endpoint endpoint)
    {
        var wanted = endpoint.Metadata.GetMetadata<PortMetadata>()?.Role ?? PortRole.Both;
        return context => IsOpen(wanted, RoleOf(context));
    }

    /// <summary>Fails a method that only one port offers although its service stands on both.</summary>
    /// <param name="context">The call.</param>
    /// <param name="role">The right port.</param>
    /// <param name="options">Names the right port.</param>
    /// <exception cref="CallException">The call came in by the other port (UNIMPLEMENTED).</exception>
    public static void Require(HttpContext context, PortRole role, ServerOptions options)
    {
        var actual = RoleOf(context);
        if (actual != PortRole.Both && actual != role)
        {
            throw new CallException(ErrorReason.WrongPort, Text(role, options));
        }
    }

    private static PortRole RoleOf(HttpContext context) => context.Features.Get<PortFeature>()?.Role ?? PortRole.Both;

    private static bool IsOpen(PortRole wanted, PortRole actual) =>
        wanted == actual || (wanted == PortRole.Both && actual != PortRole.Metrics) || actual == PortRole.Both;

    private static string Text(PortRole role, ServerOptions options) => role == PortRole.Registry
        ? $"This call is offered on the registry port, {options.RegistryEndpoint}."
        : $"This call is offered on the query port, {options.QueryEndpoint}.";

    private void Refuse(HttpContext context, PortRole wanted)
    {
        // A trailers-only answer: status in the headers, no message.
        var failure = RichStatus.ToRpcException(new CallException(ErrorReason.WrongPort, Text(wanted, options.Value)));
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = "12";
        context.Response.Headers["grpc-message"] = failure.Status.Detail;
        foreach (var trailer in failure.Trailers)
        {
            context.Response.Headers[trailer.Key] = trailer.IsBinary ? Convert.ToBase64String(trailer.ValueBytes).TrimEnd('=') : trailer.Value;
        }
    }
}
