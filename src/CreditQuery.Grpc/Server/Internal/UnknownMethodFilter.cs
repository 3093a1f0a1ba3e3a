using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Grpc.Server;

/// <summary>Answers UNIMPLEMENTED to gRPC calls that nothing in the application took.</summary>
/// <remarks>
/// A catch-all endpoint would do the same, but would be a second candidate for every known path; this costs calls of known
/// methods one comparison.
/// </remarks>
internal sealed class UnknownMethodFilter(IOptions<GrpcServiceOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => options.Value.IgnoreUnknownServices ?? false
        ? next
        : app =>
        {
            app.Use(static inner => context => Invoke(inner, context));
            next(app);
        };

    private static Task Invoke(RequestDelegate inner, HttpContext context)
    {
        var task = inner(context);
        if (task.IsCompletedSuccessfully)
        {
            if (context.Response.StatusCode == StatusCodes.Status404NotFound)
            {
                Answer(context);
            }

            return Task.CompletedTask;
        }

        return InvokeAsync(task, context);
    }

    private static async Task InvokeAsync(Task task, HttpContext context)
    {
        await task;
        if (context.Response.StatusCode == StatusCodes.Status404NotFound)
        {
            Answer(context);
        }
    }

    private static void Answer(HttpContext context)
    {
        var request = context.Request;
        if (context.Response.HasStarted
            || HttpProtocol.IsHttp11(request.Protocol)
            || !GrpcProtocol.IsGrpcContentType(request.ContentType))
        {
            return;
        }

        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers.ContentLength = null;
        ResponseStatus.WriteTrailersOnly(context.Response, new Status(StatusCode.Unimplemented, "Method is unimplemented."), null);
    }
}
