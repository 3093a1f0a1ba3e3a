using Microsoft.AspNetCore.Hosting.Server;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What serves requests: the application that the host has started, whatever it keeps for a request.</summary>
internal abstract class RequestApplication
{
    /// <summary>Makes a stream that runs it.</summary>
    public abstract ServerStream CreateStream(ServerConnection connection);

    /// <summary>That of a host.</summary>
    public static RequestApplication Of<TContext>(IHttpApplication<TContext> application)
        where TContext : notnull => new Hosted<TContext>(application);

    private sealed class Hosted<TContext>(IHttpApplication<TContext> application) : RequestApplication
        where TContext : notnull
    {
        public override ServerStream CreateStream(ServerConnection connection) => new HostedStream<TContext>(connection, application);
    }
}
