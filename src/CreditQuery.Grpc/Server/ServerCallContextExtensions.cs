using Grpc.Server;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>Reaches what lies under a call.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>The HTTP request of a call.</summary>
    /// <exception cref="InvalidOperationException">The call did not come over HTTP.</exception>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        return HttpServerCallContext.From(serverCallContext).HttpContext;
    }
}
