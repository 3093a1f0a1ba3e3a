using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CreditQuery.GrpcHosting;

/// <summary>Leads calls of mapped methods past routing; stays the same whichever gRPC stack is built in.</summary>
public static class GrpcShortcutExtensions
{
    /// <summary>Serves calls whose path is that of a mapped method at once; everything else goes on to routing.</summary>
    /// <param name="app">The application on which the methods are mapped.</param>
    /// <param name="admission">Gives for the endpoint of a method what says whether a call may take the short way; null where every call may.
    /// Asked once for each method.</param>
    /// <returns>The application.</returns>
    /// <remarks>Middleware behind this one does not see such calls: put it last of all that has to, and before a call of <c>UseRouting</c>,
    /// without which an application puts routing first. Methods under a
    /// route prefix, bound to a host or with authorisation keep the ordinary way. Routing looks at every call as if it could be any page
    /// (ADR 0023).</remarks>
    public static WebApplication UseGrpcShortcut(this WebApplication app, Func<Endpoint, Func<HttpContext, bool>?> admission)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(admission);
        app.Use(next => new GrpcShortcut(next, app, admission).InvokeAsync);
        return app;
    }
}
